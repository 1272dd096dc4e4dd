import { isObject, type JsonObject } from '../json';

/**
 * The address of a channel as it is drawn.
 *
 * @param named - its key, or the address itself
 */
export function readAddress(document: JsonObject, named: string): string {
  const { channels } = document;
  const channel =
    isObject(channels) && Object.hasOwn(channels, named)
      ? channels[named]
      : undefined;
  return isObject(channel) && typeof channel.address === 'string'
    ? channel.address
    : named;
}

/**
 * Whether a channel was this topic before its document was converted: with slashes for dots, and after the base of all
 * topics.
 */
export function isAddressOfTopic(address: string, topic: string): boolean {
  const full = address.replaceAll('/', '.');
  const name = topic.replaceAll('/', '.');
  return full === name || full.endsWith(`.${name}`);
}
