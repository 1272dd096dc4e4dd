export { documentStoreContract } from './documentStoreContract';
export type { DocumentStoreHarness } from './harness';
