import { Alert } from '@backstage/ui';
import { serviceInvokePermission } from '@remote-env/plugin-remote-env-common';
import { Suspense, useMemo } from 'react';
import {
  messageOf,
  type DocumentInfo,
  type OutlineEntry,
  type ServiceRef,
} from '../../apis';
import { useAllowedOnceKnown, useInvokeUrl, useSlice } from '../../hooks';
import { openApiView } from '../../lib/documents/openapi';
import { parseDocument } from '../../lib/documents/parseDocument';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { ErrorCatcher, SwaggerView } from '../ServiceDocument';
import styles from './OperationsView.module.css';

/** Characters of a slice from which an example is longer than anybody reads. */
const SCHEMAS_FIRST = 24_000;

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
  const invokeUrl = useInvokeUrl(service);
  const mayInvoke = useAllowedOnceKnown(
    serviceInvokePermission,
    service.environment,
  );
  const view = useMemo(
    () =>
      slice.data !== undefined && invokeUrl
        ? openApiView(parseDocument(slice.data), invokeUrl)
        : undefined,
    [slice.data, invokeUrl],
  );
  const failure = (error: unknown) => (
    <Alert
      status="warning"
      icon
      title={t('service.document.unreadable')}
      description={messageOf(error)}
    />
  );
  if (slice.error && !view) {
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
      {view && mayInvoke !== undefined && invokeUrl ? (
        <ErrorCatcher key={entry.anchor} fallback={failure}>
          <Suspense fallback={<LoadingLines lines={6} />}>
            <SwaggerView
              document={view.document}
              invokeUrl={invokeUrl}
              mayInvoke={mayInvoke}
              only="operation"
              schemasFirst={(slice.data?.length ?? 0) > SCHEMAS_FIRST}
            />
          </Suspense>
        </ErrorCatcher>
      ) : (
        <LoadingLines lines={6} />
      )}
    </div>
  );
}
