import { isRecord, recordsIn } from './outline/words.ts';
import { MAX_EVENT_TYPES } from './protocol.ts';
import { resolved } from './references.ts';

type Fields = Record<string, unknown>;

export type EventType = { name: string; version?: string };

/**
 * The types of the events in a valid catalog of AsyncAPI 2 or 3. A message that declares the CloudEvents attribute `type`
 * as a constant is of that type; otherwise the address of its channel is the type, and a final `.v1` its version, as the
 * older protocol writes them.
 *
 * @param topics - in full, by channel, of a catalog that was converted from 1.x
 */
export function eventTypesOf(
  document: Fields,
  topics?: ReadonlyMap<string, string>,
): EventType[] {
  const found = new Map<string, EventType>();
  for (const [key, given] of recordsIn(document.channels)) {
    const channel = resolvedFields(document, given);
    const messages = messagesOf(document, channel);
    const declared = messages.flatMap(
      message => cloudEventType(document, message) ?? [],
    );
    const types = declared.map((name): EventType => ({ name }));
    const address = isText(channel.address) ? channel.address : key;
    if (declared.length < messages.length || messages.length === 0) {
      types.push(...named(address, messages, topics).map(fromAddress));
    }
    for (const type of types) {
      found.set(JSON.stringify([type.name, type.version]), type);
    }
  }
  return [...found.values()].slice(0, MAX_EVENT_TYPES);
}

function resolvedFields(document: Fields, given: unknown): Fields {
  const value = resolved(document, given);
  return isRecord(value) ? value : {};
}

/** AsyncAPI 3 keeps them under names; before, each side of a channel has one, or several to choose from. */
function messagesOf(document: Fields, channel: Fields): Fields[] {
  const sides = [channel.publish, channel.subscribe]
    .map(side => resolvedFields(document, side).message)
    .filter(isRecord)
    .flatMap(message => {
      const { oneOf } = resolvedFields(document, message);
      const choices: unknown[] = Array.isArray(oneOf) ? oneOf : [message];
      return choices;
    });
  return [...recordsIn(channel.messages).map(([, each]) => each), ...sides].map(
    message => resolvedFields(document, message),
  );
}

/** Streams of 1.x have no topic: there the messages have the names. */
function named(
  address: string,
  messages: readonly Fields[],
  topics: ReadonlyMap<string, string> | undefined,
): string[] {
  return topics && !topics.has(address)
    ? messages.map(({ name }) => name).filter(isText)
    : [topics?.get(address) ?? address];
}

function fromAddress(address: string): EventType {
  const [, name, version] = /^(.+)\.(v\d+)$/.exec(address) ?? [];
  const type: EventType =
    name && version ? { name, version } : { name: address };
  return { ...type, name: type.name.slice(0, 253) };
}

/** `properties.type.const` (or a single `enum`) of the headers, also those of traits, or of the payload of a structured event. */
function cloudEventType(document: Fields, message: Fields): string | undefined {
  const headers = byRank(document, message).map(each =>
    propertiesOf(document, resolvedFields(document, each).headers),
  );
  const payload = propertiesOf(document, message.payload);
  const schema =
    headers.map(each => each['ce-type']).find(isRecord) ??
    headers.map(each => each.type).find(isRecord) ??
    (isRecord(payload.specversion) ? payload.type : undefined);
  const { const: constant, enum: choices } = resolvedFields(document, schema);
  const values = [constant, ...(Array.isArray(choices) ? choices : [])].filter(
    isText,
  );
  return values.length === 1 ? values[0]?.slice(0, 253) : undefined;
}

/** A message and its traits, of which a later one counts more; in AsyncAPI 2 traits count more than the message, in 3 less. */
function byRank({ asyncapi }: Fields, message: Fields): unknown[] {
  const traits: unknown[] = Array.isArray(message.traits)
    ? [...message.traits].reverse()
    : [];
  return typeof asyncapi === 'string' && asyncapi.startsWith('3.')
    ? [message, ...traits]
    : [...traits, message];
}

/** Of a schema; AsyncAPI 3 may wrap it together with the name of its language. */
function propertiesOf(document: Fields, given: unknown): Fields {
  const schema = resolvedFields(document, given);
  const wrapped = isRecord(schema.schema)
    ? resolvedFields(document, schema.schema)
    : schema;
  return resolvedFields(document, wrapped.properties);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}
