import type { DocumentInfo, DocumentStore } from '../../ports';

/** How the suite reaches one adapter. */
export interface DocumentStoreHarness {
  /** Another store over the same documents each time, as another process would have it. */
  open(): Promise<DocumentStore>;
  /**
   * The same for a child process: a module that plain Node can load (absolute path), the name of an exported
   * function in it, and the argument that makes it return such a store.
   */
  child: { module: string; export: string; options: object };
  /** Removes everything. */
  dispose(): Promise<void>;
}

/** What the parts of the suite share. */
export interface SuiteContext {
  harness(): DocumentStoreHarness;
  /** That of the test that runs, over an empty set of documents. */
  store(): DocumentStore;
  put(key: string, content: string): Promise<DocumentInfo>;
}
