import {
  DiagnosticSeverity,
  Parser,
  type AsyncAPIDocumentInterface,
  type MessageInterface,
} from '@asyncapi/parser';
import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { convertAsyncApi } from './convertAsyncApi.ts';
import { MAX_EVENT_TYPES } from './protocol.ts';
import { Refusal } from './refusal.ts';
import type { Parsed } from './syntax.ts';

type EventType = { name: string; version?: string };

/**
 * One parser for the life of the worker: making one costs a tenth of a second. Its own readers would fetch what a
 * document refers to; these come first and answer with nothing, for every scheme that it can read.
 */
const parser = new Parser({
  __unstable: {
    resolver: {
      cache: false,
      resolvers: ['http', 'https', 'file'].map(schema => ({
        schema,
        order: 1,
        read: () => '{}',
      })),
    },
  },
});

/** The format by the document's own version field, or undefined when there is none that we take. */
export function asyncApiFormat(
  value: Record<string, unknown>,
): DocumentFormat | undefined {
  const version =
    typeof value.asyncapi === 'string'
      ? /^(1(?=\.[012]\.)|[23])\.\d+\.\d+/.exec(value.asyncapi)?.[1]
      : undefined;
  switch (version) {
    case '1':
      return 'asyncapi-1';
    case '2':
      return 'asyncapi-2';
    case '3':
      return 'asyncapi-3';
    default:
      return undefined;
  }
}

/**
 * Checks a document against the rules of its version; one of 1.x, for which there is no parser any more, after its
 * conversion. References to other documents are left out of the check.
 *
 * @returns the types of its events
 * @throws Refusal with the first problems and the place of the first
 */
export async function checkAsyncApi(
  text: string,
  parsed: Parsed,
  format: DocumentFormat,
): Promise<EventType[]> {
  const converted =
    format === 'asyncapi-1' ? convertAsyncApi(parsed) : undefined;
  const copy = checkable(converted?.document ?? parsed.value);
  const asWritten = !converted && !copy.changed;
  const source = asWritten ? text : JSON.stringify(copy.value);
  const { document, diagnostics } = await parser.parse(source);
  if (document) {
    return eventTypesOf(document, converted?.topics);
  }
  const errors = diagnostics.filter(
    ({ severity }) => severity === DiagnosticSeverity.Error,
  );
  errors.sort((a, b) => b.path.length - a.path.length);
  const first = errors[0];
  const reasons = errors.slice(0, 3).map(({ path, message }) => {
    const original = converted?.originalPath(path) ?? path;
    return path.length > 0 ? `/${original.join('/')} ${message}` : message;
  });
  const place =
    first && asWritten
      ? {
          line: first.range.start.line + 1,
          column: first.range.start.character + 1,
        }
      : first &&
        parsed.placeOf(converted?.originalPath(first.path) ?? first.path);
  throw new Refusal({
    reason: `is not a valid AsyncAPI ${String(
      parsed.value.asyncapi,
    )} document: ${reasons.join('; ')}`,
    ...place,
  });
}

/**
 * The types of the events in a catalog. A message that declares the CloudEvents attribute `type` as a constant is
 * of that type; otherwise the address of its channel is the type, and a final `.v1` its version, as the older
 * protocol writes them.
 */
function eventTypesOf(
  document: AsyncAPIDocumentInterface,
  topics?: ReadonlyMap<string, string>,
): EventType[] {
  const found = new Map<string, EventType>();
  for (const channel of document.channels().all()) {
    const messages = channel.messages().all();
    const declared = messages.map(cloudEventType).filter(isText);
    const types = declared.map((name): EventType => ({ name }));
    const address = channel.address() ?? channel.id();
    if (declared.length < messages.length || messages.length === 0) {
      types.push(...named(address, messages, topics).map(fromAddress));
    }
    for (const type of types) {
      found.set(JSON.stringify([type.name, type.version]), type);
    }
  }
  return [...found.values()].slice(0, MAX_EVENT_TYPES);
}

/** Streams of 1.x have no topic: there the messages have the names. */
function named(
  address: string,
  messages: readonly MessageInterface[],
  topics: ReadonlyMap<string, string> | undefined,
): string[] {
  return topics && !topics.has(address)
    ? messages.map(message => message.name()).filter(isText)
    : [topics?.get(address) ?? address];
}

function fromAddress(address: string): EventType {
  const [, name, version] = /^(.+)\.(v\d+)$/.exec(address) ?? [];
  const type: EventType =
    name && version ? { name, version } : { name: address };
  return { ...type, name: type.name.slice(0, 253) };
}

/** `properties.type.const` (or a single `enum`) of the headers or of the payload of a structured event. */
function cloudEventType(message: MessageInterface): string | undefined {
  const headers = message.headers()?.properties()?.['ce-type'];
  const payload = message.payload()?.properties();
  const structured = payload?.specversion ? payload.type : undefined;
  const schema = headers ?? message.headers()?.properties()?.type ?? structured;
  const values = [schema?.const(), ...(schema?.enum() ?? [])].filter(isText);
  return values.length === 1 ? values[0]?.slice(0, 253) : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

/** Values of an enumeration that are checked: comparing each with each, the parser takes minutes for a few ten thousand. */
const MAX_CHECKED_VALUES = 500;

/**
 * A copy for the check, in which every reference that leaves the document is an empty object, and no enumeration is
 * longer than need be.
 */
function checkable(value: unknown): { value: unknown; changed: boolean } {
  let changed = false;
  const copy = (item: unknown, field?: string): unknown => {
    if (Array.isArray(item)) {
      const long = field === 'enum' && item.length > MAX_CHECKED_VALUES;
      changed ||= long;
      const kept: unknown[] = long ? item.slice(0, MAX_CHECKED_VALUES) : item;
      return kept.map(each => copy(each));
    }
    if (typeof item !== 'object' || item === null) {
      return item;
    }
    if ('$ref' in item && isText(item.$ref) && !item.$ref.startsWith('#')) {
      changed = true;
      return {};
    }
    return Object.fromEntries(
      Object.entries(item).map(([key, each]) => [key, copy(each, key)]),
    );
  };
  return { value: copy(value), changed };
}
