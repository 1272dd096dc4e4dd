import type { Operation } from './Operation.ts';

/** Runs operations on one database. */
export interface DatabaseEngine {
  /**
   * Resolves once a write is durable.
   *
   * @throws whatever the operation throws, StoreUnavailableError when the database cannot do it now
   */
  run<A, R>(operation: Operation<A, R>, args: A): Promise<R>;

  /**
   * Calls back after each commit of this process and of any other, 250 ms after it at most; spurious calls are
   * possible. Looking for the commits of others costs something only while somebody listens.
   *
   * @returns ends the subscription
   */
  onChange(listener: () => void): () => void;

  /** Lets what was accepted finish, then releases everything. Later calls reject. */
  close(): Promise<void>;
}
