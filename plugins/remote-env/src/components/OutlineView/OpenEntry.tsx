import {
  messageOf,
  type DocumentInfo,
  type OutlineEntry,
  type ServiceRef,
} from '../../apis';
import { useSlice } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { ErrorCatcher } from '../ServiceDocument';
import { UnreadableDocument } from '../UnreadableDocument';
import { SlicedChannel } from './SlicedChannel';
import { SlicedOperation } from './SlicedOperation';
import styles from './OutlineView.module.css';

interface OpenEntryProps {
  entry: OutlineEntry;
  service: ServiceRef;
  document: DocumentInfo;
}

/** One operation or channel, from its slice of the document. */
export function OpenEntry({ entry, service, document }: OpenEntryProps) {
  const { t } = useText();
  const slice = useSlice(service, document, entry.slice ?? '');
  if (slice.error && slice.data === undefined) {
    return (
      <FailurePanel
        error={slice.error}
        title={t('common.loadFailed')}
        onRetry={slice.refetch}
      />
    );
  }
  return (
    <div className={styles.operation}>
      {slice.data === undefined ? (
        <LoadingLines lines={6} />
      ) : (
        <ErrorCatcher
          key={entry.anchor}
          fallback={error => <UnreadableDocument problem={messageOf(error)} />}
        >
          {entry.kind === 'channel' ? (
            <SlicedChannel slice={slice.data} anchor={entry.anchor} />
          ) : (
            <SlicedOperation slice={slice.data} service={service} />
          )}
        </ErrorCatcher>
      )}
    </div>
  );
}
