import type { ErrorMessage } from '../engine/errors.ts';

/** What the worker is started with. */
export interface WorkerSettings {
  /** Absolute path. */
  file: string;
  /** Name of the component whose tables live in this file. */
  component: string;
}

/** To the worker. */
export type WorkerRequest =
  | { type: 'run'; id: number; operation: string; args: unknown }
  /** Report commits of other processes, or stop doing so. */
  | { type: 'watch'; on: boolean }
  | { type: 'close' };

export type OperationResult =
  | { id: number; value: unknown }
  | { id: number; error: ErrorMessage };

/** From the worker. */
export type WorkerReport =
  | { type: 'results'; results: OperationResult[]; committed: boolean }
  /** Another connection committed something. */
  | { type: 'changed' }
  /** The file cannot be opened; the worker ends. */
  | { type: 'failed'; error: ErrorMessage };
