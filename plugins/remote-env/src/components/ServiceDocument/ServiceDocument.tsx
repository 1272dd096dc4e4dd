import { Alert, Button } from '@backstage/ui';
import {
  isConverted,
  serviceInvokePermission,
} from '@remote-env/plugin-remote-env-common';
import { useMemo, useState } from 'react';
import type { DocumentInfo, Service } from '../../apis';
import { useAllowedOnceKnown, useDocument, useInvokeUrl } from '../../hooks';
import { formatBytes } from '../../lib/format/bytes';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { ConvertedDocument } from './ConvertedDocument';
import { RenderedDocument } from './RenderedDocument';

/** Documents beyond this are shown on request only: rendering them may stop the page for seconds. */
const LARGE_BYTES = 4 * 1024 * 1024;

interface ServiceDocumentProps {
  service: Pick<Service, 'environment' | 'id'>;
  document: DocumentInfo;
}

/** A registered specification, loaded when it is shown and rendered by what fits its format. */
export function ServiceDocument(props: ServiceDocumentProps) {
  return isConverted(props.document.format) ? (
    <ConvertedDocument {...props} />
  ) : (
    <DirectDocument {...props} />
  );
}

/** Rendered from what was registered. */
function DirectDocument(props: ServiceDocumentProps) {
  const { document } = props;
  const { t } = useText();
  const { environment, id: serviceId } = props.service;
  const service = useMemo(
    () => ({ environment, serviceId }),
    [environment, serviceId],
  );
  const [accepted, setAccepted] = useState(document.size <= LARGE_BYTES);
  const mayInvoke = useAllowedOnceKnown(
    serviceInvokePermission,
    service.environment,
  );
  const invokeUrl = useInvokeUrl(service);
  const { data, error, refetch } = useDocument(service, document, {
    enabled: accepted,
  });

  if (!accepted) {
    return (
      <Alert
        status="info"
        icon
        title={t('service.document.tooLarge', {
          size: formatBytes(document.size),
        })}
        customActions={
          <Button
            size="small"
            variant="secondary"
            onPress={() => setAccepted(true)}
          >
            {t('service.document.show')}
          </Button>
        }
      />
    );
  }
  if (error && data === undefined) {
    return (
      <FailurePanel
        error={error}
        title={t('common.loadFailed')}
        onRetry={refetch}
      />
    );
  }
  if (data === undefined || mayInvoke === undefined || !invokeUrl) {
    return <LoadingLines lines={8} />;
  }
  return (
    <RenderedDocument
      text={data}
      format={document.format}
      invokeUrl={invokeUrl}
      mayInvoke={mayInvoke}
      service={service}
    />
  );
}
