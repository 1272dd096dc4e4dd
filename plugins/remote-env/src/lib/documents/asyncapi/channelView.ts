import { isObject, type JsonObject } from '../json';
import { parseDocument } from '../parseDocument';
import { asyncApiView } from './asyncApiView';

export interface ChannelView {
  /** For the renderer that takes parsed documents. */
  document: JsonObject;
  /** What there is to show of the channel: messages alone where no operation says who sends them. */
  part: 'operations' | 'messages' | 'nothing';
}

/**
 * One channel of an AsyncAPI 2 or 3 document.
 *
 * @param slice - text of a document with this channel, its operations, and whatever they refer to
 * @param key - of the channel
 * @throws Error when it has no such channel, or is none of these versions
 */
export function channelView(slice: string, key: string): ChannelView {
  const { document } = asyncApiView(parseDocument(slice));
  const channels = isObject(document.channels) ? document.channels : {};
  const channel = channels[key];
  if (!isObject(channel)) {
    throw new Error('The document has no such channel');
  }
  return viewOfChannel(document, key, channel);
}

/**
 * @param document - in the form that the renderer takes for parsed: references are followed, so that what operations refer
 * to is the very channel
 */
export function viewOfChannel(
  document: JsonObject,
  key: string,
  channel: JsonObject,
): ChannelView {
  const alone = { ...document, channels: { [key]: channel } };
  if (hasOperations(document, channel)) {
    return { document: alone, part: 'operations' };
  }
  const messages = isObject(channel.messages) ? channel.messages : {};
  return {
    document: { ...alone, components: { messages } },
    part: Object.values(messages).some(isObject) ? 'messages' : 'nothing',
  };
}

function hasOperations(document: JsonObject, channel: JsonObject): boolean {
  const { operations } = document;
  return (
    isObject(channel.publish) ||
    isObject(channel.subscribe) ||
    Object.values(isObject(operations) ? operations : {}).some(
      operation =>
        isObject(operation) &&
        (operation.channel === channel ||
          (isObject(operation.reply) && operation.reply.channel === channel)),
    )
  );
}
