import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { webcrypto } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';

/** jsdom has no WebCrypto; Node's is the same interface and makes real keys. */
Object.defineProperty(globalThis, 'crypto', { value: webcrypto });
Object.assign(globalThis, { TextDecoder, TextEncoder });

/** jsdom lays nothing out, so that nothing ever changes its size. */
class NothingResizes implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
Object.assign(globalThis, { ResizeObserver: NothingResizes });

/** Waiting is for a condition; the limit only ends a test that fails, and must not end one on a busy machine. */
configure({ asyncUtilTimeout: 30_000 });
jest.setTimeout(60_000);
