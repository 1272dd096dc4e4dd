import { convert } from '@asyncapi/converter';
import { Refusal } from './refusal.ts';
import type { Parsed } from './syntax.ts';

/** The version that readers get instead: the last that keeps the shape which 1.x is closest to. */
const TARGET = '2.6.0';

/** Where a conversion comes from, for readers; an extension, so that the document stays valid. */
export const CONVERTED_FROM = 'x-converted-from';

type JsonObject = Record<string, unknown>;

/** An AsyncAPI 1.x document in the form of 2.x, with the way back. */
export interface Converted {
  document: JsonObject;
  /** A topic in full, as events of the older protocol are named, by the channel that stands for it. */
  topics: ReadonlyMap<string, string>;
  /** The place in the original of what stands under this path of the converted one. */
  originalPath(path: readonly (string | number)[]): (string | number)[];
}

/**
 * Converts by the community's converter, and mends what it leaves in the old form.
 *
 * @throws Refusal when the document is not of the shape that its version says
 */
export function convertAsyncApi({ value, placeOf }: Parsed): Converted {
  const version = String(value.asyncapi);
  const topics = topicsOf(value);
  let converted: unknown;
  try {
    // The converter knows no patch versions.
    const asyncapi = version.replace(/\.\d+$/, '.0');
    converted = convert({ ...value, asyncapi }, TARGET);
  } catch {
    throw new Refusal({
      reason: `is not a valid AsyncAPI ${version} document: topics, servers or parameters do not have the form of that version`,
      ...placeOf(['topics' in value ? 'topics' : 'asyncapi']),
    });
  }
  if (!isObject(converted)) {
    throw new Refusal({ reason: 'is not an object in JSON or YAML' });
  }
  mendMessages(converted);
  return {
    document: { ...converted, [CONVERTED_FROM]: version },
    topics: new Map([...topics].map(([channel, { full }]) => [channel, full])),
    originalPath: path => {
      const [field, channel, ...rest] = path;
      if (field !== 'channels' || topics.size === 0) {
        return [...path];
      }
      const topic = topics.get(String(channel));
      return topic
        ? ['topics', topic.name, ...rest.filter(key => key !== 'message')]
        : ['topics'];
    },
  };
}

/** The converter writes a topic with slashes for dots. */
function topicsOf({
  topics,
  baseTopic,
}: JsonObject): Map<string, { name: string; full: string }> {
  const base =
    typeof baseTopic === 'string' && baseTopic ? `${baseTopic}.` : '';
  const names = isObject(topics) ? Object.keys(topics) : [];
  return new Map(
    names.map(name => {
      const full = `${base}${name}`;
      return [full.replaceAll('.', '/'), { name, full }];
    }),
  );
}

/** Headers were a map in 1.0 and are a schema since, of which the converter makes one once more; shared messages it leaves alone. */
function mendMessages(document: JsonObject): void {
  const { channels, components } = document;
  const messages: unknown[] = objectsIn(channels).flatMap(channel =>
    [channel.publish, channel.subscribe].flatMap(operation => {
      const message = isObject(operation) ? operation.message : undefined;
      const choices = isObject(message) ? message.oneOf : undefined;
      return Array.isArray(choices) ? choices : [message];
    }),
  );
  const shared = isObject(components) ? objectsIn(components.messages) : [];
  for (const message of [...messages, ...shared].filter(isObject)) {
    if (message.protocolInfo !== undefined) {
      message.bindings ??= message.protocolInfo;
      delete message.protocolInfo;
    }
    const { headers } = message;
    if (isObject(headers) && isSchema(headers.properties)) {
      message.headers = headers.properties;
    }
  }
}

/** Whether a map of headers is a schema by itself: its `type` is a word and no description of a header. */
function isSchema(properties: unknown): boolean {
  return (
    isObject(properties) &&
    (typeof properties.type === 'string' || typeof properties.$ref === 'string')
  );
}

function objectsIn(value: unknown): JsonObject[] {
  return isObject(value) ? Object.values(value).filter(isObject) : [];
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
