import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { Request } from 'express';
import type { ActivityEntry, ActivityLog } from '../../activity';

/** Every action of people that is audited, with the auditor's coarser event and how much it matters. */
const ACTIONS = {
  'environment-create': ['environment-write', 'medium'],
  'environment-update': ['environment-write', 'low'],
  'environment-delete': ['environment-write', 'high'],
  'connection-approve': ['connection-decide', 'high'],
  'connection-reject': ['connection-decide', 'medium'],
  'connection-suspend': ['connection-decide', 'high'],
  'connection-retire': ['connection-decide', 'high'],
  'token-issue': ['token-issue', 'high'],
  'token-cancel': ['token-cancel', 'medium'],
  'certificate-issue': ['certificate-write', 'high'],
  'certificate-revoke': ['certificate-write', 'high'],
  'authority-rotate': ['authority-write', 'critical'],
  'service-register': ['service-write', 'medium'],
  'service-replace': ['service-write', 'medium'],
  'service-retire': ['service-write', 'medium'],
  'service-delete': ['service-write', 'medium'],
  'service-invoke': ['service-invoke', 'medium'],
  'binding-create': ['binding-write', 'high'],
  'binding-delete': ['binding-write', 'medium'],
  'subscription-create': ['subscription-write', 'medium'],
  'subscription-change': ['subscription-write', 'medium'],
  'subscription-delete': ['subscription-write', 'medium'],
  'dead-letter-replay': ['subscription-write', 'low'],
  'event-send': ['event-send', 'medium'],
  'index-compare': ['index-maintain', 'low'],
  'index-rebuild': ['index-maintain', 'medium'],
} as const satisfies Record<
  string,
  readonly [eventId: string, severity: AuditorServiceEventSeverityLevel]
>;
export type AuditedAction = keyof typeof ACTIONS;

/** What the action is about; filled in by the handler as it learns it. Never a secret. */
export type AuditedFacts = Pick<
  ActivityEntry,
  'environment' | 'serviceId' | 'message' | 'details'
>;

export interface AuditedCall {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  request: Request;
}

/** Runs an action once and says how it ended, to the auditor and to the activity log. */
export type Audit = <T>(
  action: AuditedAction,
  call: AuditedCall,
  facts: AuditedFacts,
  run: (facts: AuditedFacts) => Promise<T>,
) => Promise<T>;

function outcomeOf(error: Error): ActivityEntry['outcome'] {
  return error.name === 'NotAllowedError' ? 'refused' : 'failure';
}

/**
 * Backstage's auditor writes log lines only, so that timelines need the activity log beside it (architecture.md,
 * "Index").
 */
export function createAudit(options: {
  auditor: AuditorService;
  activity: ActivityLog;
}): Audit {
  const { auditor, activity } = options;
  return async (action, call, initial, run) => {
    const [eventId, severityLevel] = ACTIONS[action];
    const facts: AuditedFacts = { ...initial };
    const actor = call.credentials.principal.userEntityRef;
    const meta = () => ({
      actionType: action,
      ...(facts.environment && { environment: facts.environment.name }),
      ...(facts.environment?.uid && { environmentUid: facts.environment.uid }),
      ...(facts.serviceId && { serviceId: facts.serviceId }),
      ...(facts.details && { details: facts.details }),
    });
    const event = await auditor.createEvent({
      eventId,
      severityLevel,
      request: call.request,
      meta: meta(),
    });
    try {
      const result = await run(facts);
      await event.success({ meta: meta() });
      await activity.record({ action, actor, outcome: 'success', ...facts });
      return result;
    } catch (thrown) {
      const error = toError(thrown);
      await event.fail({ error, meta: meta() });
      await activity.record({
        action,
        actor,
        outcome: outcomeOf(error),
        ...facts,
        message: error.message,
      });
      throw thrown;
    }
  };
}
