import { Alert } from '@backstage/ui';
import type { Service } from '../../apis';
import { useQuality } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import type { CheckedDocument } from './checkedDocuments';
import { ReadyReport } from './ReadyReport';

/** The report of one document, or how far it is. */
export function DocumentReport(props: {
  service: Pick<Service, 'environment' | 'id'>;
  document: CheckedDocument;
}) {
  const { t } = useText();
  const { environment, id } = props.service;
  const { data, error, refetch } = useQuality(
    { environment, serviceId: id },
    props.document,
  );
  if (data?.state === 'ready') {
    return <ReadyReport report={data} />;
  }
  if (data?.state === 'failed') {
    return (
      <Alert
        status="warning"
        icon
        title={t('quality.failed')}
        description={t('quality.failedBecause', { reason: data.reason ?? '' })}
      />
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
  return data ? (
    <Alert
      status="info"
      icon
      loading
      title={t('quality.pending')}
      description={t('quality.pendingHint')}
    />
  ) : (
    <LoadingLines lines={4} />
  );
}
