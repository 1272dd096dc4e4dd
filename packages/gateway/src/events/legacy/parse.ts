import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { EventFieldError, EventSyntaxError } from '../errors';
import type { IncomingEvent } from '../IncomingEvent';
import { memberSource } from '../json/sources';
import { checkText, checkTimestamp, MAX_LENGTH, parseJson } from '../rules';

/** Absent, null and empty are all "missing" in the older protocol. */
const text = z.string().nullish();

const bodySchema = z.object({
  'event-type': text,
  'event-type-version': text,
  'event-time': text,
  'event-id': text,
  data: z.unknown().optional(),
});

/** Not anchored, on purpose: what the original accepted stays accepted (application-connector 2.4). */
const VERSION = /[a-zA-Z0-9]+/;
const ID =
  /^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$/;

function present(field: string, value: string | null | undefined): string {
  if (value === undefined || value === null || value === '') {
    throw new EventFieldError(field, 'missing', 'is required');
  }
  return value;
}

/**
 * Reads the JSON of the older event protocol (wire-contracts 1.3). Checks run in the original's order
 * (application-connector 2.4) and the first failure is reported.
 *
 * @throws EventSyntaxError, EventFieldError
 */
export function parseLegacyEvent(body: Buffer): IncomingEvent {
  const { text: source, value } = parseJson(body);
  const parsed = bodySchema.safeParse(value);
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.');
    throw new EventSyntaxError(
      field ? `${field} must be a string` : 'the body is not a JSON object',
    );
  }
  const event = parsed.data;

  const type = checkText(
    'event-type',
    present('event-type', event['event-type']),
    MAX_LENGTH.type,
  );
  const typeVersion = checkText(
    'event-type-version',
    present('event-type-version', event['event-type-version']),
    MAX_LENGTH.typeVersion,
  );
  if (!VERSION.test(typeVersion)) {
    throw new EventFieldError(
      'event-type-version',
      'invalid',
      'must hold a letter or digit',
    );
  }
  const time = checkTimestamp(
    'event-time',
    present('event-time', event['event-time']),
  );
  const id = event['event-id'] || undefined;
  if (id !== undefined && !ID.test(id)) {
    throw new EventFieldError('event-id', 'invalid', 'must be a UUID');
  }
  if (event.data === undefined || event.data === null || event.data === '') {
    throw new EventFieldError('data', 'missing', 'is required');
  }

  return {
    id: id ?? randomUUID(),
    type,
    typeVersion,
    time,
    dataContentType: 'application/json',
    extensions: {},
    data: Buffer.from(memberSource(source, 'data') ?? ''),
  };
}
