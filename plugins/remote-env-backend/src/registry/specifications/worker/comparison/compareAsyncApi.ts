import type {
  ChangeLevel,
  ChangeRule,
  DocumentComparison,
} from '@remote-env/plugin-remote-env-common';
import { isRecord, recordsIn, words } from '../outline/words.ts';
import { referenceOf, resolved, segmentsOf } from '../references.ts';
import { Changes, same } from './Changes.ts';
import { compareNamed } from './compareNamed.ts';
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

  /** What is said of a message that both versions have. @param prefix - of where in its channel something is */
  const compareMessage = (
    name: string,
    key: string,
    { old, now, prefix }: { old: Json; now: Json; prefix: string },
  ) => {
    if (!same(old.contentType, now.contentType)) {
      add('risky', 'contentType.changed', name, { at: key });
    }
    for (const part of ['payload', 'headers'] as const) {
      const at = `${prefix}${part} `;
      const [from, to] = [schemaIn(old, part), schemaIn(now, part)];
      if (!from.foreign && !to.foreign) {
        schemas.compare(from.schema, to.schema, {
          kind: 'channel',
          name,
          direction: 'response',
          at,
        });
      } else if (!same(from.schema, to.schema)) {
        add('risky', 'schema.changed', name, { at: at.trim() });
      }
    }
  };
  const compareMessages = (name: string, was: Messages, is: Messages) => {
    const [alone] = was.size === 1 && is.size === 1 ? was : [];
    const [next] = is.values();
    if (alone && next) {
      // The only one is the same by whatever name.
      const [key, old] = alone;
      compareMessage(name, key, { old, now: next, prefix: '' });
      return;
    }
    compareNamed(was, is, {
      gone: (key, message) =>
        add('breaking', 'message.removed', name, {
          at: key,
          ...declared(before, [message]),
        }),
      kept: (key, old, now) =>
        compareMessage(name, key, { old, now, prefix: `${key} ` }),
      came: key => add('compatible', 'message.added', name, { at: key }),
    });
  };

  compareVersions(before, after, changes);
  compareNamed(channelsOf(before), channelsOf(after), {
    gone: (name, messages) =>
      add(
        'breaking',
        'channel.removed',
        name,
        declared(before, messages.values()),
      ),
    kept: compareMessages,
    came: name => add('compatible', 'channel.added', name),
  });
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
