import { z } from 'zod';
import { EventFieldError, EventSyntaxError } from '../errors';
import type { IncomingEvent } from '../IncomingEvent';
import { elementSources, memberSource } from '../json/sources';
import { parseJson } from '../rules';
import { ATTRIBUTE_NAME, readAttributes } from './attributes';

const eventSchema = z.record(z.string(), z.unknown());
type EventObject = z.infer<typeof eventSchema>;

/** Members of the JSON format that are no context attributes. */
const PAYLOAD: ReadonlySet<string> = new Set([
  'data',
  'data_base64',
  'datacontentencoding',
]);

/** Events of one batch at most. */
const MAX_BATCH = 500;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The string form of an attribute (CloudEvents 1.0, "Type System"). */
function attributeText(name: string, value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      if (Number.isInteger(value)) {
        return String(value);
      }
      break;
    default:
  }
  throw new EventFieldError(
    name,
    'invalid',
    'must be a string, a boolean or an integer',
  );
}

function attributesOf(event: EventObject): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(event)) {
    if (ATTRIBUTE_NAME.test(name) && !PAYLOAD.has(name) && value !== null) {
      attributes.set(name, attributeText(name, value));
    }
  }
  return attributes;
}

function base64(field: string, value: unknown): Buffer {
  if (
    typeof value !== 'string' ||
    value.length % 4 !== 0 ||
    !BASE64.test(value)
  ) {
    throw new EventFieldError(field, 'invalid', 'must be base64');
  }
  return Buffer.from(value, 'base64');
}

/** JSON by the media type's own name, or by its suffix (CloudEvents JSON format 1.0, 3.1). */
function isJsonType(contentType: string | undefined): boolean {
  return (
    contentType === undefined ||
    /^[^;]*[/+]json\s*(;|$)/i.test(contentType.trim())
  );
}

function dataOf(
  event: EventObject,
  source: string,
  contentType: string | undefined,
): Buffer | undefined {
  if (event.data === undefined || event.data === null) {
    return undefined;
  }
  if (typeof event.data === 'string' && !isJsonType(contentType)) {
    return Buffer.from(event.data);
  }
  return Buffer.from(memberSource(source, 'data') ?? '');
}

function readVersion1(event: EventObject, source: string): IncomingEvent {
  const attributes = readAttributes(attributesOf(event), {
    prefix: '',
    required: ['source'],
  });
  const encoded = event.data_base64;
  if (encoded !== undefined && encoded !== null) {
    if (event.data !== undefined && event.data !== null) {
      throw new EventFieldError(
        'data_base64',
        'invalid',
        'must not stand beside data',
      );
    }
    return { ...attributes, data: base64('data_base64', encoded) };
  }
  const data = dataOf(event, source, attributes.dataContentType);
  return {
    ...attributes,
    ...(data && {
      data,
      dataContentType: attributes.dataContentType ?? 'application/json',
    }),
  };
}

/**
 * Version 0.3 as the older protocol took it (application-connector 2.4): no `source` needed, but
 * `eventtypeversion`, `time` and `data`.
 */
function readVersion03(event: EventObject, source: string): IncomingEvent {
  const { schemaurl, ...rest } = event;
  const attributes = readAttributes(
    attributesOf({ ...rest, dataschema: schemaurl ?? null }),
    { prefix: '', required: ['eventtypeversion', 'time'] },
  );
  if (event.data === undefined || event.data === null || event.data === '') {
    throw new EventFieldError('data', 'missing', 'is required');
  }
  const encoding = event.datacontentencoding ?? undefined;
  if (encoding === 'base64') {
    return { ...attributes, data: base64('data', event.data) };
  }
  if (encoding !== undefined) {
    throw new EventFieldError(
      'datacontentencoding',
      'invalid',
      'must be base64 or absent',
    );
  }
  return {
    ...attributes,
    dataContentType: attributes.dataContentType ?? 'application/json',
    data: dataOf(event, source, attributes.dataContentType),
  };
}

function readEvent(
  value: unknown,
  source: string,
  versions: readonly SpecVersion[],
): IncomingEvent {
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success || Array.isArray(value)) {
    throw new EventSyntaxError('an event must be a JSON object');
  }
  const version = parsed.data.specversion;
  if (version === undefined || version === null) {
    throw new EventFieldError('specversion', 'missing', 'is required');
  }
  const known = versions.find(v => v === version);
  if (!known) {
    throw new EventFieldError(
      'specversion',
      'invalid',
      `must be ${versions.join(' or ')}`,
    );
  }
  return known === '1.0'
    ? readVersion1(parsed.data, source)
    : readVersion03(parsed.data, source);
}

export type SpecVersion = '1.0' | '0.3';

/**
 * Reads structured mode in JSON.
 *
 * @throws EventSyntaxError, EventFieldError
 */
export function parseStructuredEvent(
  body: Buffer,
  versions: readonly SpecVersion[],
): IncomingEvent {
  const { text, value } = parseJson(body);
  return readEvent(value, text, versions);
}

/**
 * Reads batched mode in JSON; every event must be good.
 *
 * @throws EventSyntaxError, EventFieldError with the index of the event in the field
 */
export function parseBatch(body: Buffer): IncomingEvent[] {
  const { text, value } = parseJson(body);
  if (!Array.isArray(value)) {
    throw new EventSyntaxError('a batch must be a JSON array');
  }
  if (value.length > MAX_BATCH) {
    throw new EventSyntaxError(
      `a batch may have ${MAX_BATCH} events at most, this one has ${value.length}`,
    );
  }
  const sources = elementSources(text);
  return value.map((item: unknown, index) => {
    try {
      return readEvent(item, sources[index] ?? '', ['1.0']);
    } catch (error) {
      if (error instanceof EventFieldError) {
        throw error.at(index);
      }
      if (error instanceof EventSyntaxError) {
        throw new EventSyntaxError(`events[${index}]: ${error.message}`);
      }
      throw error;
    }
  });
}
