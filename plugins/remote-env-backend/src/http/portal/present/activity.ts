import type { PortalApiComponents } from '@remote-env/plugin-remote-env-common';
import type { RecordedActivity } from '../../../activity';

export function presentActivity(
  entry: RecordedActivity,
): PortalApiComponents['schemas']['Activity'] {
  return {
    id: entry.id,
    at: entry.at.toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    actor: entry.actor,
    environment: entry.environment?.name,
    serviceId: entry.serviceId,
    message: entry.message,
    details: entry.details,
  };
}
