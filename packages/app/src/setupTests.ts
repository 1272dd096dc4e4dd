import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

/** Waiting is for a condition; the limit only ends a test that fails, and must not end one on a busy machine. */
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(60_000);
