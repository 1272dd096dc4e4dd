import type {
  ChangeLevel,
  ChangeRule,
  DocumentComparison,
} from '@remote-env/plugin-remote-env-common';
import { isRecord, recordsIn, words } from '../outline/words.ts';
import { referenceOf, resolved, segmentsOf } from '../references.ts';
import { Changes, same } from './Changes.ts';
import { SchemaComparison } from './SchemaComparison.ts';

type Json = Record<string, unknown>;

/** By the names under which two documents have the same one. */
type Messages = Map<string, Json>;

/**
 * What differs between two event catalogs of AsyncAPI 2 or 3 for those who get the events: here all go one way, from
 * the system to its consumers, whichever side a document speaks for.
 */
export function compareAsyncApi(before: Json, after: Json): DocumentComparison {
  const changes = new Changes();
  const schemas = SchemaComparison.create({ before, after, changes });
  const add = (
    level: ChangeLevel,
    rule: ChangeRule,
    name: string,
    more: { at?: string; eventTypes?: string[] } = {},
  ) => changes.add({ level, rule, kind: 'channel', name, ...more });

  compareVersions(before, after, changes);
  const was = channelsOf(before);
  const is = channelsOf(after);
  for (const [name, old] of was) {
    const now = is.get(name);
    if (!now) {
      add('breaking', 'channel.removed', name, declared(before, old.values()));
      continue;
    }
    // The only one is the same by whatever name.
    const alone = old.size === 1 && now.size === 1;
    const [only] = now.values();
    for (const [key, message] of old) {
      const next = alone ? only : now.get(key);
      if (!next) {
        add('breaking', 'message.removed', name, {
          at: key,
          ...declared(before, [message]),
        });
        continue;
      }
      if (!same(message.contentType, next.contentType)) {
        add('risky', 'contentType.changed', name, { at: key });
      }
      for (const part of ['payload', 'headers'] as const) {
        const at = alone ? `${part} ` : `${key} ${part} `;
        const [from, to] = [schemaIn(message, part), schemaIn(next, part)];
        if (from.foreign || to.foreign) {
          if (!same(from.schema, to.schema)) {
            add('risky', 'schema.changed', name, { at: at.trim() });
          }
        } else {
          schemas.compare(from.schema, to.schema, {
            kind: 'channel',
            name,
            direction: 'response',
            at,
          });
        }
      }
    }
    for (const key of alone ? [] : now.keys()) {
      if (!old.has(key)) {
        add('compatible', 'message.added', name, { at: key });
      }
    }
  }
  for (const name of is.keys()) {
    if (!was.has(name)) {
      add('compatible', 'channel.added', name);
    }
  }
  return changes.result(change => schemas.usersOf(change));
}

/** Event types that messages declare by constants, as registering reads them. */
function declared(
  document: Json,
  messages: Iterable<Json>,
): { eventTypes?: string[] } {
  const found = new Set<string>();
  for (const message of messages) {
    const headers = propertiesIn(document, message.headers);
    const payload = propertiesIn(document, message.payload);
    const given =
      headers['ce-type'] ??
      headers.type ??
      (payload.specversion === undefined ? undefined : payload.type);
    const schema = resolved(document, given);
    if (isRecord(schema)) {
      const values = Array.isArray(schema.enum) ? schema.enum : [];
      const [value, ...others] = [schema.const, ...values].filter(
        each => typeof each === 'string',
      );
      if (value !== undefined && others.length === 0) {
        found.add(value);
      }
    }
  }
  return found.size > 0 ? { eventTypes: [...found] } : {};
}

function propertiesIn(document: Json, given: unknown): Json {
  const schema = resolved(document, given);
  const inner = isRecord(schema) ? schema.schema ?? schema : undefined;
  const properties = isRecord(inner) ? inner.properties : undefined;
  return isRecord(properties) ? properties : {};
}

function compareVersions(before: Json, after: Json, changes: Changes): void {
  const versions = [before, after].map(({ info }) =>
    isRecord(info) ? words(info.version, 'name') : undefined,
  );
  const [was, is] = versions;
  if (was !== is) {
    changes.add({
      level: 'compatible',
      rule: 'version.changed',
      kind: 'document',
      name: '',
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    });
  }
}

/** Messages by channel: by address in AsyncAPI 3, whose channels have names besides. */
function channelsOf(document: Json): Map<string, Messages> {
  const channels = new Map<string, Messages>();
  for (const [key, given] of recordsIn(document.channels)) {
    const channel = resolved(document, given);
    if (isRecord(channel)) {
      const name = words(channel.address, 'name') ?? key;
      channels.set(name, messagesOf(document, channel));
    }
  }
  return channels;
}

function messagesOf(document: Json, channel: Json): Messages {
  const sides = [channel.subscribe, channel.publish].filter(isRecord);
  const given: [string | undefined, unknown][] = isRecord(channel.messages)
    ? Object.entries(channel.messages)
    : sides
        .flatMap(({ message }): unknown[] =>
          isRecord(message) && Array.isArray(message.oneOf)
            ? message.oneOf
            : [message],
        )
        .map((message): [undefined, unknown] => [undefined, message]);
  const messages: Messages = new Map();
  given.forEach(([field, each], i) => {
    const message = resolved(document, each);
    if (isRecord(message)) {
      messages.set(nameOf(message, each) ?? field ?? `${i + 1}`, message);
    }
  });
  return messages;
}

function nameOf(message: Json, given: unknown): string | undefined {
  const reference = referenceOf(given);
  return (
    words(message.name, 'name') ??
    (reference === undefined ? undefined : segmentsOf(reference)?.at(-1))
  );
}

/** What a message carries; AsyncAPI 3 may say its format beside the schema. */
function schemaIn(
  message: Json,
  part: 'payload' | 'headers',
): { schema: unknown; foreign: boolean } {
  const value = message[part];
  const inside = isRecord(value) && typeof value.schemaFormat === 'string';
  const format = inside ? value.schemaFormat : message.schemaFormat;
  const foreign =
    part === 'payload' &&
    typeof format === 'string' &&
    !/aai\.asyncapi|schema\+(json|yaml)|openapi/.test(format);
  return { schema: inside ? value.schema : value, foreign };
}
