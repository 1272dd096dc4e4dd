import { Alert } from '@backstage/ui';
import { useMemo, type ReactNode } from 'react';
import type { DocumentInfo, Service } from '../../apis';
import { useOutline } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { OutlineList } from './OutlineList';
import { useOutlineTexts } from './useOutlineTexts';

interface OutlineViewProps {
  service: Pick<Service, 'environment' | 'id'>;
  document: DocumentInfo;
  /** The document as a whole, for want of an outline. */
  whole: ReactNode;
}

/** A large document: its operations or channels at once, and of each what it needs when it is opened. */
export function OutlineView(props: OutlineViewProps) {
  const { document, whole } = props;
  const { t } = useText();
  const texts = useOutlineTexts(document);
  const { environment, id: serviceId } = props.service;
  // One and the same object, so that rows whose operation did not change are not drawn anew.
  const service = useMemo(
    () => ({ environment, serviceId }),
    [environment, serviceId],
  );
  const { data, error, refetch } = useOutline(service, document);

  // Outlines of before have no slices: the document is looked at anew, and shown as a whole meanwhile.
  if (data?.state === 'ready' && !data.entries?.some(({ slice }) => slice)) {
    return whole;
  }
  if (data?.state === 'ready') {
    return <OutlineList service={service} document={document} outline={data} />;
  }
  if (data?.state === 'failed') {
    return (
      <>
        <Alert
          status="warning"
          icon
          title={texts.failed}
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
          description={texts.pendingHint}
        />
      )}
      <LoadingLines lines={8} />
    </>
  );
}
