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
  // Others are there because this one refers to them, which has been followed by now.
  document.channels = { [key]: channel };
  const hasOperations =
    isObject(channel.publish) ||
    isObject(channel.subscribe) ||
    (isObject(document.operations) &&
      Object.values(document.operations).some(isObject));
  if (hasOperations) {
    return { document, part: 'operations' };
  }
  const messages = isObject(channel.messages) ? channel.messages : {};
  document.components = { messages };
  return {
    document,
    part: Object.values(messages).some(isObject) ? 'messages' : 'nothing',
  };
}
