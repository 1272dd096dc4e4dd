import type { FoundChannel } from '../outline/asyncApiOutline.ts';
import { isRecord } from '../outline/words.ts';
import { DocumentParts, type KeptIn } from './DocumentParts.ts';
import { SliceWriter } from './SliceWriter.ts';
import { pick, sliceText } from './sliceText.ts';

/** Operations and messages of AsyncAPI 3 refer to channels, and channels to servers. */
const KEPT_IN: KeptIn = new Map([
  ['components', 3],
  ['channels', 2],
  ['operations', 2],
  ['servers', 2],
]);
/** What the top of a document says for all of its channels. */
const TOP_FIELDS = ['asyncapi', 'id', 'defaultContentType'];

/**
 * Cuts an AsyncAPI document of version 2 or 3 into one small document for each channel: with it, with its operations, and
 * with exactly what they refer to, directly and through others: messages, schemas, servers, bindings, traits. Channels
 * that it refers to are there, too. Notes in each entry where its slice lies.
 *
 * @param version - of the derivation
 * @returns shelves
 * @throws Refusal when slices become too large
 */
export function sliceChannels(
  document: Record<string, unknown>,
  channels: readonly FoundChannel[],
  version: number,
): Uint8Array[] {
  const parts = DocumentParts.create(document, KEPT_IN);
  const info = isRecord(document.info) ? document.info : {};
  const top = {
    ...pick(document, TOP_FIELDS),
    info: pick(info, ['title', 'version']),
  };
  const slices = SliceWriter.create(version);
  for (const { entry, key, given, operations } of channels) {
    const own = [
      { path: ['channels', key], value: given },
      ...operations.map(([name, value]) => ({
        path: ['operations', name],
        value,
      })),
      ...serversOf(document, given),
    ].map(({ path, value }) => ({ path, ...parts.withNeeds(value) }));
    // An operation refers to its own channel, which is there as such.
    const needs = own.flatMap(each => each.parts);
    slices.write(entry, sliceText(top, [...needs, ...own]));
  }
  return slices.files();
}

/** Channels of AsyncAPI 2 name their servers and do not refer to them. */
function serversOf(
  { servers }: Record<string, unknown>,
  channel: Record<string, unknown>,
) {
  const names: unknown[] = Array.isArray(channel.servers)
    ? channel.servers
    : [];
  return names.flatMap(name =>
    typeof name === 'string' &&
    isRecord(servers) &&
    Object.hasOwn(servers, name)
      ? [{ path: ['servers', name], value: servers[name] }]
      : [],
  );
}
