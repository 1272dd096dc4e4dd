export { resourceStoreContract } from './resourceStoreContract';
export { runResourceStoreTask } from './tasks';
export type { ResourceStoreHarness } from './harness';
