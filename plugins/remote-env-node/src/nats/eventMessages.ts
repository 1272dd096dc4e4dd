import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { checkEvent, eventSchema } from '../events/eventRules';
import type { BusEvent } from '../ports';
import { ResourceInvalidError } from '../ports/errors';

/** Context attributes with a place of their own; an extension of that name must not take it. */
const ATTRIBUTES = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'subject',
  'dataschema',
  'datacontenttype',
  'eventtypeversion',
]);

/** Headers of ours beside those of CloudEvents. */
const OURS = {
  environmentUid: 'remote-env-environment-uid',
  receivedAt: 'remote-env-received-at',
  contentType: 'remote-env-content-type',
  noData: 'remote-env-no-data',
  extension: 'remote-env-extension-',
} as const;

const CLOUD_EVENT = 'ce-';

export interface EventMessage {
  headers: MsgHdrs;
  data: Uint8Array;
}

/**
 * An event as a message: CloudEvents 1.0, binary mode (CloudEvents NATS protocol binding, 3.1), source is the name
 * of the remote environment; beside it what we need to have the very same event back.
 *
 * @throws ResourceInvalidError that names the attribute
 */
export function toMessage(event: BusEvent): EventMessage {
  const attributes = checkEvent(event);
  const result = headers();
  const set = (name: string, value: string | undefined) => {
    if (value !== undefined) {
      result.set(name, encodeHeaderValue(value));
    }
  };
  set('ce-specversion', '1.0');
  set('ce-id', attributes.id);
  set('ce-source', attributes.environment);
  set('ce-type', attributes.type);
  set('ce-time', attributes.time);
  set('ce-subject', attributes.subject);
  set('ce-dataschema', attributes.dataSchema);
  set('ce-eventtypeversion', attributes.typeVersion);
  for (const [name, value] of Object.entries(attributes.extensions)) {
    if (!/^[A-Za-z0-9]{1,128}$/.test(name)) {
      throw new ResourceInvalidError(
        `event.extensions: ${JSON.stringify(
          name.slice(0, 128),
        )} is not the name of a CloudEvents attribute`,
      );
    }
    set(`${ATTRIBUTES.has(name) ? OURS.extension : CLOUD_EVENT}${name}`, value);
  }
  const { dataContentType } = attributes;
  if (dataContentType !== undefined) {
    // For others to read as it is, when it can stand in a header.
    if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(dataContentType)) {
      result.set('content-type', dataContentType);
    } else {
      set(OURS.contentType, dataContentType);
    }
  }
  set(OURS.environmentUid, attributes.environmentUid);
  set(OURS.receivedAt, attributes.receivedAt);
  set(OURS.noData, event.data === undefined ? '1' : undefined);
  return { headers: result, data: event.data ?? new Uint8Array() };
}

/** @throws Error when the message was not made by {@link toMessage} */
export function fromMessage(message: {
  headers?: MsgHdrs;
  data: Uint8Array;
}): BusEvent {
  const present = new Map<string, string>();
  const extensions: Record<string, string> = {};
  for (const [name, [value = '']] of message.headers ?? []) {
    const text = name === 'content-type' ? value : decodeHeaderValue(value);
    present.set(name, text);
    if (name.startsWith(OURS.extension)) {
      extensions[name.slice(OURS.extension.length)] = text;
    } else if (
      name.startsWith(CLOUD_EVENT) &&
      !ATTRIBUTES.has(name.slice(CLOUD_EVENT.length))
    ) {
      extensions[name.slice(CLOUD_EVENT.length)] = text;
    }
  }
  const optional = (name: string, header: string) =>
    present.has(header) && { [name]: present.get(header) };
  const attributes = eventSchema.parse({
    id: present.get('ce-id'),
    environment: present.get('ce-source'),
    environmentUid: present.get(OURS.environmentUid),
    type: present.get('ce-type'),
    time: present.get('ce-time'),
    receivedAt: present.get(OURS.receivedAt),
    ...optional('typeVersion', 'ce-eventtypeversion'),
    ...optional('subject', 'ce-subject'),
    ...optional('dataSchema', 'ce-dataschema'),
    ...optional('dataContentType', OURS.contentType),
    ...optional('dataContentType', 'content-type'),
    extensions,
  });
  return {
    ...attributes,
    ...(!present.has(OURS.noData) && { data: Buffer.from(message.data) }),
  };
}

/** Percent-encodes space, double quote, percent and everything beyond printable ASCII, as UTF-8. */
export function encodeHeaderValue(value: string): string {
  return value.replace(/[^\x21\x23\x24\x26-\x7e]+/gu, part =>
    Buffer.from(part, 'utf8')
      .toString('hex')
      .toUpperCase()
      .replace(/../g, '%$&'),
  );
}

export function decodeHeaderValue(value: string): string {
  return decodeURIComponent(value);
}
