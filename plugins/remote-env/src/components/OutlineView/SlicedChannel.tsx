import { Suspense, useMemo } from 'react';
import { messageOf } from '../../apis';
import { channelView } from '../../lib/documents/asyncapi/channelView';
import { useText } from '../../translation';
import { EmptyState, LoadingLines } from '../../ui';
import { AsyncApiView } from '../ServiceDocument';
import { UnreadableDocument } from '../UnreadableDocument';

interface SlicedChannelProps {
  /** Text of a document with one channel, and those that it refers to. */
  slice: string;
  /** Key of the channel. */
  anchor: string;
}

/** One channel of an event catalog, with its operations and messages. */
export function SlicedChannel({ slice, anchor }: SlicedChannelProps) {
  const { t } = useText();
  const view = useMemo(() => read(slice, anchor), [slice, anchor]);
  if ('problem' in view) {
    return <UnreadableDocument problem={view.problem} />;
  }
  if (view.part === 'nothing') {
    return <EmptyState title={t('service.channels.empty')} />;
  }
  return (
    <Suspense fallback={<LoadingLines lines={6} />}>
      <AsyncApiView document={view.document} only={view.part} />
    </Suspense>
  );
}

function read(slice: string, anchor: string) {
  try {
    return channelView(slice, anchor);
  } catch (error) {
    return { problem: messageOf(error) };
  }
}
