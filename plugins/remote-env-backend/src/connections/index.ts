export { ConnectionDecisions } from './ConnectionDecisions';
export {
  Connections,
  entityTag,
  type Connection,
  type DecidedConnection,
  type EnvironmentRequest,
} from './Connections';
export {
  CLEANUP_ACTOR,
  CLEANUP_FINALIZER,
  EnvironmentCleanup,
  type EnvironmentCleanupOptions,
} from './EnvironmentCleanup';
export { PreconditionFailedError } from './errors';
export type { EnvironmentDetails } from './details';
export { EnvironmentKeeper } from './EnvironmentKeeper';
export { environmentProblems } from './environmentProblems';
