import type { DatabaseConnection } from '../../config';
import type { Operation } from '../../database/engine/Operation';

/** A database of a test, with the means to get in the way of those who use it. */
export interface TestDatabase {
  connection: DatabaseConnection;
  /** Another process holds the write lock for that long. */
  keepWritersOut(ms: number): Promise<{ ended: Promise<void> }>;
  /** Runs an operation in a transaction of its own and leaves that open until told to commit. */
  runAndPause<A, R>(
    operation: Operation<A, R>,
    args: A,
  ): Promise<{ commit(): Promise<void>; result: R }>;
  /** Everything on disk, or in every column of every table where the files cannot be read. */
  storedBytes(): Promise<Buffer>;
  dispose(): Promise<void>;
}
