import type { RemoteService } from '@remote-env/plugin-remote-env-common';

/** What calls through the API proxy say of a service. */
export interface ReportedCalls {
  /** RFC 3339; exact to a minute. */
  lastAt: string;
  /** Absent while nobody knows. */
  answers?: boolean;
  /** Why the last call failed, of one that does not answer. */
  problem?: string;
}

/** @returns what the status of a service says about its calls; undefined while there were none */
export function reportedCalls(
  status: RemoteService['status'],
): ReportedCalls | undefined {
  if (status?.lastCall === undefined) {
    return undefined;
  }
  const healthy = status.conditions?.find(({ type }) => type === 'Healthy');
  return {
    lastAt: status.lastCall,
    ...(healthy && { answers: healthy.status === 'True' }),
    ...(healthy?.status === 'False' && { problem: healthy.message }),
  };
}
