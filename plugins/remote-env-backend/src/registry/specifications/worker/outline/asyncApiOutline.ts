import type {
  OutlineEntry,
  ReadyOutline,
} from '@remote-env/plugin-remote-env-common';
import { referenceOf, resolved, segmentsOf } from '../references.ts';
import { Refusal } from '../refusal.ts';
import { MAX_ENTRIES } from './openApiOutline.ts';
import { isRecord, recordsIn, summaryOf, words } from './words.ts';

/** Channels of AsyncAPI 2 and 3, and topics of 1, with the names of their messages. */
export function asyncApiOutline(
  document: Record<string, unknown>,
): ReadyOutline {
  const info = isRecord(document.info) ? document.info : {};
  const entries = recordsIn(document.channels ?? document.topics).map(
    ([key, given]) => {
      const channel = resolved(document, given);
      return entryOf(document, key, isRecord(channel) ? channel : {});
    },
  );
  if (entries.length > MAX_ENTRIES) {
    throw new Refusal({ reason: `has more than ${MAX_ENTRIES} channels` });
  }
  return {
    state: 'ready',
    title: words(info.title, 'name'),
    version: words(info.version, 'name'),
    description: words(info.description, 'description'),
    tags: [],
    entries,
  };
}

function entryOf(
  document: Record<string, unknown>,
  key: string,
  channel: Record<string, unknown>,
): OutlineEntry {
  const sides = [channel.subscribe, channel.publish].filter(isRecord);
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
  const summary =
    summaryOf(channel) ?? sides.map(summaryOf).find(text => text !== undefined);
  return {
    anchor: key,
    kind: 'channel',
    name: words(channel.address, 'name') ?? key,
    ...(summary !== undefined && { summary }),
    ...(messages.length > 0 && { messages: [...new Set(messages)] }),
  };
}

/** A message by its own name, or else by the one under which it is referred to. */
function nameOf(
  document: Record<string, unknown>,
  given: unknown,
): string | undefined {
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
