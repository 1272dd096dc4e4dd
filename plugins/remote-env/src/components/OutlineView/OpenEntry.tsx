import { Alert } from '@backstage/ui';
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
import { SlicedOperation } from './SlicedOperation';
import styles from './OperationsView.module.css';

interface OpenOperationProps {
  entry: OutlineEntry;
  service: ServiceRef;
  document: DocumentInfo;
}

/** One operation, from its slice of the document. */
export function OpenOperation({
  entry,
  service,
  document,
}: OpenOperationProps) {
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
          fallback={error => (
            <Alert
              status="warning"
              icon
              title={t('service.document.unreadable')}
              description={messageOf(error)}
            />
          )}
        >
          <SlicedOperation slice={slice.data} service={service} />
        </ErrorCatcher>
      )}
    </div>
  );
}
