import '@testing-library/jest-dom';
import { webcrypto } from 'node:crypto';
import { TextDecoder, TextEncoder } from 'node:util';

/** jsdom has no WebCrypto; Node's is the same interface and makes real keys. */
Object.defineProperty(window, 'crypto', { value: webcrypto });
Object.assign(globalThis, { TextDecoder, TextEncoder });
