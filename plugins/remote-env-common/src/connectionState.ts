import type { ConnectionApproval } from './resources/ConnectionApproval';
import type { RemoteEnvironment } from './resources/RemoteEnvironment';

/** Where a connection stands. */
export type ConnectionState =
  | 'requested'
  | 'approved'
  | 'rejected'
  | 'suspended'
  | 'retired'
  | 'deleting';

/**
 * Where a connection stands, from its environment and the approval of the same name. An approval of another uid
 * does not count: a deleted and re-created name starts as a request again.
 */
export function connectionState(
  environment: Pick<RemoteEnvironment, 'metadata'>,
  approval: Pick<ConnectionApproval, 'spec'> | undefined,
): ConnectionState {
  if (environment.metadata.deletionTimestamp) {
    return 'deleting';
  }
  if (!approval || approval.spec.environment.uid !== environment.metadata.uid) {
    return 'requested';
  }
  return approval.spec.verdict;
}
