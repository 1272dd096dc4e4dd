import {
  DiagnosticSeverity,
  Parser,
  type AsyncAPIDocumentInterface,
  type MessageInterface,
} from '@asyncapi/parser';
import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
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
      ? /^([23])\.\d+\.\d+/.exec(value.asyncapi)?.[1]
      : undefined;
  switch (version) {
    case '2':
      return 'asyncapi-2';
    case '3':
      return 'asyncapi-3';
    default:
      return undefined;
  }
}

/**
 * Checks a document against the rules of its version. References to other documents are left out of the check.
 *
 * @throws Refusal with the first problems and the place of the first
 */
export async function checkAsyncApi(
  text: string,
  parsed: Parsed,
): Promise<AsyncAPIDocumentInterface> {
  const stripped = withoutForeignReferences(parsed.value);
  const source = stripped.found ? JSON.stringify(stripped.value) : text;
  const { document, diagnostics } = await parser.parse(source);
  if (document) {
    return document;
  }
  const errors = diagnostics.filter(
    ({ severity }) => severity === DiagnosticSeverity.Error,
  );
  errors.sort((a, b) => b.path.length - a.path.length);
  const first = errors[0];
  const reasons = errors
    .slice(0, 3)
    .map(({ path, message }) =>
      path.length > 0 ? `/${path.join('/')} ${message}` : message,
    );
  const place =
    first && !stripped.found
      ? {
          line: first.range.start.line + 1,
          column: first.range.start.character + 1,
        }
      : first && parsed.placeOf(first.path);
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
export function eventTypesOf(document: AsyncAPIDocumentInterface): EventType[] {
  const found = new Map<string, EventType>();
  for (const channel of document.channels().all()) {
    const messages = channel.messages().all();
    const declared = messages.map(cloudEventType).filter(isText);
    const types = declared.map((name): EventType => ({ name }));
    const address = channel.address() ?? channel.id();
    if (declared.length < messages.length || messages.length === 0) {
      types.push(fromAddress(address));
    }
    for (const type of types) {
      found.set(JSON.stringify([type.name, type.version]), type);
    }
  }
  return [...found.values()].slice(0, MAX_EVENT_TYPES);
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

/** A copy in which every reference that leaves the document is an empty object. */
function withoutForeignReferences(value: unknown): {
  value: unknown;
  found: boolean;
} {
  let found = false;
  const copy = (item: unknown): unknown => {
    if (Array.isArray(item)) {
      return item.map(copy);
    }
    if (typeof item !== 'object' || item === null) {
      return item;
    }
    if ('$ref' in item && isText(item.$ref) && !item.$ref.startsWith('#')) {
      found = true;
      return {};
    }
    return Object.fromEntries(
      Object.entries(item).map(([key, each]) => [key, copy(each)]),
    );
  };
  const result = copy(value);
  return { value: result, found };
}
