import { isObject, type JsonObject } from '../json';
import { readAddress } from './addresses';
import { viewOfChannel, type ChannelView } from './channelView';

export interface SilentChannel {
  key: string;
  address: string;
  /** Markdown. */
  description?: string;
  view: ChannelView;
}

/**
 * Channels of which no operation says who sends or receives there.
 *
 * @param document - in the form that the renderer takes for parsed
 */
export function silentChannels(document: JsonObject): SilentChannel[] {
  const { channels } = document;
  return Object.entries(isObject(channels) ? channels : {}).flatMap(
    ([key, channel]) => {
      if (!isObject(channel)) {
        return [];
      }
      const view = viewOfChannel(document, key, channel);
      const words = channel.description ?? channel.summary ?? channel.title;
      return view.part === 'operations'
        ? []
        : [
            {
              key,
              address: readAddress(document, key),
              description: typeof words === 'string' ? words : undefined,
              view,
            },
          ];
    },
  );
}
