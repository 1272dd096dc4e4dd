import { DiagnosticSeverity, Parser } from '@asyncapi/parser';
import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { convertAsyncApi } from './convertAsyncApi.ts';
import { eventTypesOf, type EventType } from './eventTypes.ts';
import { Refusal } from './refusal.ts';
import type { Parsed } from './syntax.ts';

/**
 * Rules that hold examples and defaults against schemas. Each compiles a schema and executes its patterns, and neither
 * OpenAPI nor AsyncAPI 3 is refused for an example: that is left to the quality of documents.
 */
const ABOUT_EXAMPLES = [
  'asyncapi2-message-examples',
  'asyncapi2-message-examples-custom-format',
  'asyncapi2-schema-default',
  'asyncapi2-schema-examples',
];

/**
 * One parser for the life of the worker: making one costs a tenth of a second. Its own readers would fetch what a
 * document refers to; these come first and answer with nothing, for every scheme that it can read.
 * What it recommends is left to the quality of documents, too.
 */
const parser = new Parser({
  ruleset: {
    core: true,
    recommended: false,
    rules: Object.fromEntries(ABOUT_EXAMPLES.map(rule => [rule, 'off'])),
  },
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
  // Not `parse`, which then names and links everything for those who render: a third of the time.
  const diagnostics = await parser.validate(source);
  const errors = diagnostics.filter(
    ({ severity }) => severity === DiagnosticSeverity.Error,
  );
  if (errors.length === 0) {
    return eventTypesOf(converted?.document ?? parsed.value, converted?.topics);
  }
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
