import type {
  NewResource,
  RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '../../ports';
import type { ProgramRun } from '../programs/Program';

/** How the suite reaches one adapter. Everything optional is left out where an engine has no such thing. */
export interface ResourceStoreHarness {
  /** Another store over the same objects each time, as another process would have it. The suite closes it. */
  open(): Promise<ResourceStore>;

  /** Starts a process that opens a store over the same objects and calls `runResourceStoreTask` with these. */
  spawn(...task: string[]): ProgramRun;

  /** Called with each namespace before the suite uses it. */
  prepareNamespace?(namespace: string): Promise<void>;

  /** Makes every change so far too old for watches and for continue tokens. */
  expireHistory(): Promise<void>;

  /** Another process keeps all writers out for that long; resolves when it has begun to. */
  keepWritersOut?(ms: number): Promise<{ ended: Promise<void> }>;

  /**
   * Another writer creates this object and stops between taking its version and its commit, until told to go on:
   * the only way to see whether a watcher misses versions that become visible against their order.
   */
  createAndPause?(
    object: NewResource<RemoteEnvironment>,
  ): Promise<{ commit(): Promise<void> }>;

  /** Everything that the engine has on disk, for stores that have to encrypt Secrets themselves. */
  storedBytes?(): Promise<Buffer>;

  /** Removes everything. */
  dispose(): Promise<void>;
}

/** What the parts of the suite share. */
export interface SuiteContext {
  harness(): ResourceStoreHarness;
  /** One store for all tests. */
  store(): ResourceStore;
  /** Further stores, closed after the test. */
  openAnother(): Promise<ResourceStore>;
  /** A namespace that nobody has used. */
  freshNamespace(): Promise<string>;
}
