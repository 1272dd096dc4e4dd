import { Alert } from '@backstage/ui';
import { useMemo, type ReactNode } from 'react';
import type { DocumentInfo, Service } from '../../apis';
import { useOutline } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { OperationList } from './OperationList';

interface OperationsViewProps {
  service: Pick<Service, 'environment' | 'id'>;
  document: DocumentInfo;
  /** The document as a whole, for want of an outline. */
  whole: ReactNode;
}

/** A large OpenAPI document: its operations at once, and of each what it needs when it is opened. */
export function OperationsView(props: OperationsViewProps) {
  const { document, whole } = props;
  const { t } = useText();
  const { environment, id: serviceId } = props.service;
  // One and the same object, so that rows whose operation did not change are not drawn anew.
  const service = useMemo(
    () => ({ environment, serviceId }),
    [environment, serviceId],
  );
  const { data, error, refetch } = useOutline(service, document);

  if (data?.state === 'ready') {
    return (
      <OperationList service={service} document={document} outline={data} />
    );
  }
  if (data?.state === 'failed') {
    return (
      <>
        <Alert
          status="warning"
          icon
          title={t('service.operations.failed')}
          description={t('service.operations.failedBecause', {
            reason: data.reason ?? '',
          })}
        />
        {whole}
      </>
    );
  }
  if (error && !data) {
    return (
      <FailurePanel
        error={error}
        title={t('common.loadFailed')}
        onRetry={refetch}
      />
    );
  }
  return (
    <>
      {data && (
        <Alert
          status="info"
          icon
          loading
          title={t('service.operations.pending')}
          description={t('service.operations.pendingHint')}
        />
      )}
      <LoadingLines lines={8} />
    </>
  );
}
