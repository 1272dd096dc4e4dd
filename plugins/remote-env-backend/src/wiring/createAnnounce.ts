import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ObjectEvents } from '@remote-env/plugin-remote-env-node';
import type { ActivityLog } from '../activity';
import type { Announce } from '../keeping';

/** The actor of what the portal does by itself. */
export const KEEPER_ACTOR = 'remote-env:keeper';

/** Tells of what the portal did by itself: in the activity log, and beside the object where the store can. */
export function createAnnounce(options: {
  activity: ActivityLog;
  events: ObjectEvents;
  logger: LoggerService;
}): Announce {
  const { activity, events, logger } = options;
  return async notice => {
    const { objects, type, reason, message, environment, serviceId } = notice;
    await activity.record({
      action: type === 'Warning' ? 'object-problem' : 'object-kept',
      outcome: type === 'Warning' ? 'failure' : 'success',
      actor: KEEPER_ACTOR,
      environment,
      ...(serviceId && { serviceId }),
      message,
      details: { reason, kind: objects[0].kind },
    });
    for (const object of objects) {
      await events
        .record({ object, type, reason, message })
        .catch(error =>
          logger.warn(
            `An Event on ${object.kind} ${object.metadata.name} was not recorded: ${error}`,
          ),
        );
    }
  };
}
