import { createHash } from 'node:crypto';
import type { ConsumerConfig } from '../ports';

/** Names of streams and subjects, all derived from two settings. `docs/events-on-nats.md` tells them to other tools. */
export interface NatsLayout {
  /** The log: file storage. */
  events: string;
  /** Dead letters: file storage. */
  dead: string;
  /** Deliveries under way, over all processes: memory storage, of no worth after a restart. */
  slots: string;
  /** First token of every subject. */
  prefix: string;
}

/** A token that encodes to more characters is told by its digest. */
const MAX_TOKEN = 256;

export function natsLayout(settings: {
  stream: string;
  subjectPrefix: string;
}): NatsLayout {
  const { stream, subjectPrefix } = settings;
  return {
    events: stream,
    dead: `${stream}_DEAD`,
    slots: `${stream}_SLOTS`,
    prefix: subjectPrefix,
  };
}

/** Where events of one type are: `{prefix}.events.{environment uid}.{version or -}.{type}`. */
export function eventSubject(
  { prefix }: NatsLayout,
  event: { environmentUid: string; type: string; typeVersion?: string },
): string {
  return [
    prefix,
    'events',
    subjectToken(event.environmentUid),
    versionToken(event.typeVersion),
    typeTokens(event.type),
  ].join('.');
}

/** Every event of one environment. */
export function environmentSubjects(
  { prefix }: NatsLayout,
  environmentUid: string,
): string {
  return `${prefix}.events.${subjectToken(environmentUid)}.>`;
}

/** Dead letters that were put back in line, for their consumer alone. */
export function againSubject({ prefix }: NatsLayout, consumer: string): string {
  return `${prefix}.again.${consumer}`;
}

export function deadSubject({ prefix }: NatsLayout, consumer: string): string {
  return `${prefix}.dead.${consumer}`;
}

export function slotSubject({ prefix }: NatsLayout, consumer: string): string {
  return `${prefix}.slots.${consumer}`;
}

/** How often an event was taken up for a consumer without being handed to anybody. */
export function returnedSubject(
  { prefix }: NatsLayout,
  consumer: string,
  seq: number | '*',
): string {
  return `${prefix}.returned.${consumer}.${seq}`;
}

/** What a consumer has to see; no two of them overlap, which JetStream would refuse. */
export function consumerSubjects(
  layout: NatsLayout,
  { name, environmentUid, types }: ConsumerConfig,
): string[] {
  const everyVersion = new Set(
    types.filter(({ version }) => version === undefined).map(t => t.type),
  );
  const environment = subjectToken(environmentUid);
  const subjects = types.flatMap(({ type, version }) => {
    if (version !== undefined && everyVersion.has(type)) {
      return [];
    }
    const versions = version === undefined ? '*' : versionToken(version);
    return `${layout.prefix}.events.${environment}.${versions}.${typeTokens(
      type,
    )}`;
  });
  return [...new Set([...subjects, againSubject(layout, name)])];
}

/** Any text as one token of a subject: what is not a letter, digit, `_` or `-` is percent-encoded as UTF-8. */
export function subjectToken(text: string): string {
  const encoded = text.replace(/[^A-Za-z0-9_-]+/g, part =>
    Buffer.from(part, 'utf8')
      .toString('hex')
      .toUpperCase()
      .replace(/../g, '%$&'),
  );
  return encoded.length > MAX_TOKEN
    ? `sha256%${createHash('sha256').update(text).digest('hex')}`
    : encoded;
}

function versionToken(version: string | undefined): string {
  if (version === undefined) {
    return '-';
  }
  return version === '-' ? '%2D' : subjectToken(version);
}

/** A type's dots divide it into tokens, so that others can subscribe to `order.>`. */
function typeTokens(type: string): string {
  const parts = type.split('.');
  return parts.every(part => part !== '') && type.length <= MAX_TOKEN
    ? parts.map(subjectToken).join('.')
    : subjectToken(type);
}
