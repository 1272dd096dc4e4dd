import {
  edgeErrorBody,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import type { IdentifiedCall, Route } from '../edge/routes/RouteTable';
import { drainBody, RETRY_AFTER_SECONDS, sendJson } from '../http/answers';
import { BodyTooLargeError, readBody } from '../http/body';
import type { ConnectionsView } from '../views/ConnectionsView';
import { parseCloudEvents } from './cloudevents/parse';
import {
  EventFieldError,
  EventMediaTypeError,
  EventSyntaxError,
} from './errors';
import type { EventIntake } from './EventIntake';
import type { IncomingEvent } from './IncomingEvent';
import {
  legacyAccepted,
  legacyErrorBody,
  legacyTooLarge,
  legacyUnavailable,
} from './legacy/answers';
import { parseLegacyEvent } from './legacy/parse';
import { readTraceContext } from './traceContext';

/** Milliseconds for the body of an event, which is small. */
const BODY_MS = 15_000;

const RETRY = { 'retry-after': RETRY_AFTER_SECONDS };

interface EventRoutesOptions {
  intake: EventIntake;
  view: ConnectionsView;
  /** Bytes of one body at most. */
  bodyLimit: number;
}

/** How a route speaks of success and failure. */
interface Dialect {
  accepted(id: string): unknown;
  /** @returns status and body, or undefined for what is no fault of the sender */
  invalid(error: unknown): { status: number; body: unknown } | undefined;
  tooLarge(limit: number): unknown;
  unavailable(): unknown;
}

const LEGACY: Dialect = {
  accepted: legacyAccepted,
  invalid(error) {
    const body = legacyErrorBody(error);
    return body && { status: body.status, body };
  },
  tooLarge: legacyTooLarge,
  unavailable: legacyUnavailable,
};

const PLAIN: Dialect = {
  accepted: id => ({ id }),
  invalid(error) {
    if (error instanceof EventMediaTypeError) {
      return { status: 415, body: edgeErrorBody(415, error.message) };
    }
    return error instanceof EventFieldError || error instanceof EventSyntaxError
      ? { status: 400, body: edgeErrorBody(400, error.message) }
      : undefined;
  },
  tooLarge: limit =>
    edgeErrorBody(413, `Request body is larger than ${limit} bytes.`),
  unavailable: () =>
    edgeErrorBody(
      503,
      'Event was not stored. Try again later with the same id.',
    ),
};

/**
 * Publishes all events of a batch. When the bus fails meanwhile, the answer says which are stored; sending the whole
 * batch again is safe, because the stored ones are then duplicates.
 */
async function publishBatch(
  intake: EventIntake,
  { req, res, identity }: IdentifiedCall,
  events: readonly IncomingEvent[],
) {
  const trace = readTraceContext(req.headers);
  const settled = await Promise.allSettled(
    events.map(event => intake.publish(event, identity.environment, trace)),
  );
  const stored: string[] = [];
  const notStored: string[] = [];
  settled.forEach((result, i) => {
    const id = events[i]?.id ?? '';
    if (result.status === 'fulfilled') {
      stored.push(id);
    } else if (result.reason instanceof StoreUnavailableError) {
      notStored.push(id);
    } else {
      throw result.reason;
    }
  });
  if (notStored.length === 0) {
    sendJson(res, 200, { events: stored.map(id => ({ id })) });
  } else {
    sendJson(
      res,
      503,
      {
        ...edgeErrorBody(
          503,
          'Not all events were stored. Send the batch again later with the same ids.',
        ),
        stored,
        notStored,
      },
      RETRY,
    );
  }
}

/** The routes of wire-contracts 1.3. */
export function createEventRoutes({
  intake,
  view,
  bodyLimit,
}: EventRoutesOptions): Route[] {
  function eventHandler(
    dialect: Dialect,
    parse: (
      call: IdentifiedCall,
      body: Buffer,
    ) => { events: IncomingEvent[]; batch: boolean },
  ) {
    return async (call: IdentifiedCall) => {
      const { req, res, identity } = call;
      try {
        const body = await readBody(req, res, {
          limit: bodyLimit,
          timeoutMs: BODY_MS,
        });
        const { events, batch } = parse(call, body);
        const [event] = events;
        if (batch || !event) {
          await publishBatch(intake, call, events);
          return;
        }
        const { id } = await intake.publish(
          event,
          identity.environment,
          readTraceContext(req.headers),
        );
        sendJson(res, 200, dialect.accepted(id));
      } catch (error) {
        if (error instanceof BodyTooLargeError) {
          const whole = await drainBody(req);
          sendJson(
            res,
            413,
            dialect.tooLarge(error.limit),
            whole ? {} : { connection: 'close' },
          );
          return;
        }
        if (error instanceof StoreUnavailableError) {
          sendJson(res, 503, dialect.unavailable(), RETRY);
          return;
        }
        const invalid = dialect.invalid(error);
        if (!invalid) {
          throw error;
        }
        sendJson(res, invalid.status, invalid.body);
      }
    };
  }

  return [
    {
      name: 'events-legacy',
      method: 'POST',
      pattern: '/{re}/v1/events',
      certificate: 'required',
      handle: eventHandler(LEGACY, (_call, body) => ({
        events: [parseLegacyEvent(body)],
        batch: false,
      })),
    },
    {
      name: 'events-cloudevents',
      method: 'POST',
      pattern: '/{re}/events',
      certificate: 'required',
      handle: eventHandler(PLAIN, (call, body) =>
        parseCloudEvents(call.req.headers, body, { older: false }),
      ),
    },
    {
      name: 'events-v2',
      method: 'POST',
      pattern: '/{re}/v2/events',
      certificate: 'required',
      handle: eventHandler(LEGACY, (call, body) =>
        parseCloudEvents(call.req.headers, body, { older: true }),
      ),
    },
    {
      name: 'events-subscribed',
      method: 'GET',
      pattern: '/{re}/v1/events/subscribed',
      certificate: 'required',
      handle: ({ res, identity }) => {
        sendJson(res, 200, {
          eventsInfo: view
            .subscribedTypes(identity.environment.uid)
            .map(({ name, version = '' }) => ({ name, version })),
        });
      },
    },
  ];
}
