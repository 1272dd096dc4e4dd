/** Shared by a test and its child processes; protects nothing. */
export const TEST_ENCRYPTION_KEY = Buffer.alloc(32, 'test');
