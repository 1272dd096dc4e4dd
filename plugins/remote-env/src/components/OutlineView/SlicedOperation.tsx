import { Button } from '@backstage/ui';
import { serviceInvokePermission } from '@remote-env/plugin-remote-env-common';
import { Suspense, useMemo, useState } from 'react';
import { messageOf, type ServiceRef } from '../../apis';
import { useAllowed, useInvokeUrl } from '../../hooks';
import type { JsonObject } from '../../lib/documents/json';
import { openApiView } from '../../lib/documents/openapi';
import { operationView } from '../../lib/documents/operation/operationView';
import { parseDocument } from '../../lib/documents/parseDocument';
import { sampleRequest } from '../../lib/samples/sampleRequest';
import { useText } from '../../translation';
import { EmptyState, LoadingLines } from '../../ui';
import { CallSample } from '../CallSample';
import { OperationDetails } from '../OperationDetails';
import { preloadViewer, SwaggerView } from '../ServiceDocument';
import { UnreadableDocument } from '../UnreadableDocument';

/** Characters of a slice from which an example is longer than anybody reads. */
const SCHEMAS_FIRST = 24_000;

interface SlicedOperationProps {
  /** Text of a document with one operation. */
  slice: string;
  service: ServiceRef;
}

/** One operation to be read, and, once its reader wants to, to be tried out. */
export function SlicedOperation({ slice, service }: SlicedOperationProps) {
  const { t } = useText();
  const view = useMemo(() => read(slice), [slice]);
  const mayInvoke = useAllowed(serviceInvokePermission, service.environment);
  const invokeUrl = useInvokeUrl(service);
  const [isTrying, setIsTrying] = useState(false);
  const preload = () => preloadViewer('openapi');
  if ('problem' in view) {
    return <UnreadableDocument problem={view.problem} />;
  }
  const { document, operation, request } = view;
  if (!operation) {
    return <EmptyState title={t('operation.noOperation')} />;
  }
  return (
    <OperationDetails
      operation={operation}
      sample={request && <CallSample request={request} service={service} />}
      actions={
        mayInvoke &&
        invokeUrl &&
        !operation.isWebhook && (
          <Button
            size="small"
            variant="secondary"
            onHoverStart={preload}
            onFocus={preload}
            onPress={() => setIsTrying(!isTrying)}
          >
            {isTrying ? t('operation.backToReading') : t('operation.tryIt')}
          </Button>
        )
      }
      instead={
        isTrying &&
        invokeUrl && (
          <TryOut
            document={document}
            invokeUrl={invokeUrl}
            schemasFirst={slice.length > SCHEMAS_FIRST}
          />
        )
      }
    />
  );
}

function read(slice: string) {
  try {
    const document = parseDocument(slice);
    return {
      document,
      operation: operationView(document),
      request: sampleRequest(document),
    };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

interface TryOutProps {
  document: JsonObject;
  invokeUrl: string;
  schemasFirst: boolean;
}

function TryOut({ document, invokeUrl, schemasFirst }: TryOutProps) {
  const view = useMemo(
    () => openApiView(document, invokeUrl),
    [document, invokeUrl],
  );
  return (
    <Suspense fallback={<LoadingLines lines={6} />}>
      <SwaggerView
        document={view.document}
        invokeUrl={invokeUrl}
        mayInvoke
        only="operation"
        schemasFirst={schemasFirst}
      />
    </Suspense>
  );
}
