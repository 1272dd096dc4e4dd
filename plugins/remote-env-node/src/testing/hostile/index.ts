/**
 * What somebody with bad intentions may do, and what must come back: the one list, whose groups are executed where the
 * thing that they are about is.
 *
 * @packageDocumentation
 */
export { fuzz, fuzzRun, type FuzzOptions, type FuzzRun } from '../fuzz';
export { executeHostile } from './executeHostile';
export type {
  Attempt,
  Attempts,
  HostileAnswer,
  HostileCase,
} from './HostileCase';
export { HOSTILE_GROUPS } from './groups';
export { platformSignature } from './platformSignature';
