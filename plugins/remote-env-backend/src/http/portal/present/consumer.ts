import type {
  EventSubscription,
  PortalApiComponents,
  RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import type {
  ConsumerState,
  GatewayDeadLetterPage,
} from '@remote-env/plugin-remote-env-node';

type Schemas = PortalApiComponents['schemas'];

/** Characters of a payload that people get to see. */
const PAYLOAD_PREVIEW = 4096;

export function presentBinding(
  { metadata, spec }: RemoteServiceBinding,
  serviceName: string | undefined,
): Schemas['Binding'] {
  return {
    id: metadata.name,
    environment: spec.environment.name,
    serviceId: spec.serviceId,
    serviceName,
    consumer: spec.consumer,
    createdBy: spec.createdBy,
    createdAt: metadata.creationTimestamp,
  };
}

/** @param backlog - of its consumer on the event bus; absent while that is not known */
export function presentSubscription(
  { metadata, spec, status }: EventSubscription,
  backlog?: ConsumerState,
): Schemas['Subscription'] {
  return {
    id: metadata.name,
    environment: spec.environment.name,
    consumer: spec.consumer,
    eventTypes: spec.eventTypes,
    sink: spec.sink,
    state: status?.ended ? 'ended' : 'active',
    endedReason: status?.ended?.reason,
    createdBy: spec.createdBy,
    createdAt: metadata.creationTimestamp,
    ...(backlog && {
      backlog: {
        pending: backlog.pending,
        inFlight: backlog.inFlight,
        deadLetters: backlog.deadLetters,
      },
    }),
  };
}

export function presentDeadLetter(
  letter: GatewayDeadLetterPage['items'][number],
): Schemas['DeadLetter'] {
  const { event } = letter;
  return {
    id: letter.id,
    eventId: event.id,
    type: event.type,
    version: event.typeVersion,
    attempts: letter.attempts,
    reason: letter.reason,
    at: letter.at,
    ...(event.data !== undefined && {
      data: Buffer.from(event.data, 'base64')
        .toString('utf8')
        .slice(0, PAYLOAD_PREVIEW),
    }),
  };
}
