import type {
  OutlineEntry,
  ReadyOutline,
} from '@remote-env/plugin-remote-env-common';
import { referenceOf, resolved, segmentsOf } from '../references.ts';
import { Refusal } from '../refusal.ts';
import { MAX_ENTRIES } from './openApiOutline.ts';
import { isRecord, recordsIn, summaryOf, words } from './words.ts';

type Fields = Record<string, unknown>;

/** A channel with what is needed to cut it out of its document. */
export interface FoundChannel {
  entry: OutlineEntry;
  /** Under which it stands in the document, and which its entry has for an anchor. */
  key: string;
  /** As the document has it, a reference perhaps. */
  given: Fields;
  /** Of AsyncAPI 3, which keeps them apart: those that send to it or receive from it, by their keys. */
  operations: [string, Fields][];
}

/**
 * Channels of AsyncAPI 2 and 3, and topics of 1, with the names of their operations and messages.
 *
 * @throws Refusal for more channels than anybody can look at
 */
export function asyncApiOutline(document: Fields): {
  outline: ReadyOutline;
  channels: FoundChannel[];
} {
  const info = isRecord(document.info) ? document.info : {};
  const operations = operationsByChannel(document);
  const channels = recordsIn(document.channels ?? document.topics).map(
    ([key, given]) => {
      const channel = resolved(document, given);
      const own = operations.get(key) ?? [];
      const fields = isRecord(channel) ? channel : {};
      return {
        entry: entryOf(document, key, fields, own),
        key,
        given,
        operations: own,
      };
    },
  );
  if (channels.length > MAX_ENTRIES) {
    throw new Refusal({ reason: `has more than ${MAX_ENTRIES} channels` });
  }
  return {
    outline: {
      state: 'ready',
      title: words(info.title, 'name'),
      version: words(info.version, 'name'),
      description: words(info.description, 'description'),
      tags: tagsOf(document, channels),
      entries: channels.map(({ entry }) => entry),
    },
    channels,
  };
}

/** Operations of AsyncAPI 3 by the keys of the channels that they refer to. */
function operationsByChannel(
  document: Fields,
): Map<string, [string, Fields][]> {
  const found = new Map<string, [string, Fields][]>();
  for (const [key, given] of recordsIn(document.operations)) {
    const operation = resolved(document, given);
    const reference = isRecord(operation)
      ? referenceOf(operation.channel)
      : undefined;
    const [place, channel] = segmentsOf(reference ?? '') ?? [];
    if (place === 'channels' && channel !== undefined) {
      const all = found.get(channel) ?? [];
      found.set(channel, all);
      all.push([key, given]);
    }
  }
  return found;
}

function entryOf(
  document: Fields,
  key: string,
  channel: Fields,
  operations: readonly [string, Fields][],
): OutlineEntry {
  const sides = [channel.subscribe, channel.publish].filter(isRecord);
  const apart = operations
    .map(([, given]) => resolved(document, given))
    .filter(isRecord);
  const messages = [
    // AsyncAPI 3 keeps them under names; before, each side of a channel has one, or several to choose from.
    ...Object.entries(isRecord(channel.messages) ? channel.messages : {}).map(
      ([name, message]) => nameOf(document, message) ?? name,
    ),
    ...sides
      .flatMap(({ message, ...topic }) => message ?? topic)
      .flatMap(message =>
        isRecord(message) && Array.isArray(message.oneOf)
          ? message.oneOf
          : [message],
      )
      .flatMap(message => nameOf(document, message) ?? []),
  ];
  const names = [
    ...sides.flatMap(side => words(side.operationId, 'name') ?? []),
    ...operations.flatMap(([name]) => words(name, 'name') ?? []),
  ];
  const tags = [channel, ...sides, ...apart].flatMap(thing =>
    tagNames(document, thing),
  );
  const summary =
    summaryOf(channel) ??
    [...sides, ...apart].map(summaryOf).find(text => text !== undefined);
  return {
    anchor: key,
    kind: 'channel',
    name: words(channel.address, 'name') ?? key,
    ...(summary !== undefined && { summary }),
    ...(tags.length > 0 && { tags: [...new Set(tags)] }),
    ...(names.length > 0 && { operations: [...new Set(names)] }),
    ...(messages.length > 0 && { messages: [...new Set(messages)] }),
  };
}

/** Of a channel or an operation; tags are objects here. */
function tagNames(document: Fields, { tags }: Fields): string[] {
  return (Array.isArray(tags) ? tags : []).flatMap(given => {
    const tag = resolved(document, given);
    return isRecord(tag) ? words(tag.name, 'name') ?? [] : [];
  });
}

/** Those that the document describes, and then those that only channels name. */
function tagsOf(
  document: Fields,
  channels: readonly FoundChannel[],
): ReadyOutline['tags'] {
  const descriptions = new Map<string, string | undefined>();
  const info = isRecord(document.info) ? document.info : {};
  for (const given of [document.tags, info.tags].flat()) {
    const tag = resolved(document, given);
    const name = isRecord(tag) ? words(tag.name, 'name') : undefined;
    if (isRecord(tag) && name !== undefined) {
      descriptions.set(name, words(tag.description, 'description'));
    }
  }
  const used = new Set(channels.flatMap(({ entry }) => entry.tags ?? []));
  return [...new Set([...descriptions.keys(), ...used])]
    .filter(name => used.has(name))
    .map(name => {
      const description = descriptions.get(name);
      return { name, ...(description !== undefined && { description }) };
    });
}

/** A message by its own name, or else by the one under which it is referred to. */
function nameOf(document: Fields, given: unknown): string | undefined {
  const message = resolved(document, given);
  const reference = referenceOf(given);
  return (
    (isRecord(message)
      ? words(message.name, 'name') ?? words(message.title, 'name')
      : undefined) ??
    (reference === undefined
      ? undefined
      : words(segmentsOf(reference)?.at(-1), 'name'))
  );
}
