import { fetchApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Box, Text } from '@backstage/ui';
import { useEffect, useMemo } from 'react';
import SwaggerUI from 'swagger-ui-react';
import 'swagger-ui-react/swagger-ui.css';
import { useDarkMode } from '../../hooks';
import type { ServiceRef } from '../../apis';
import type { JsonObject } from '../../lib/documents/json';
import { useText } from '../../translation';
import { callSamples, Shown } from './callSamples';
import { onlyOperation } from './onlyOperation';
import { invokeRequests } from './invokeRequests';
import { quietPlugin } from './quietPlugin';
import { steadyAddress } from './steadyAddress';
import styles from './SwaggerView.module.css';

const METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
] as const;

const PLUGINS = [quietPlugin, steadyAddress, callSamples];

/** Class on the document's root by which Swagger UI shows its dark colours. */
const DARK_CLASS = 'dark-mode';

interface SwaggerViewProps {
  /** As `openApiView` prepares it. */
  document: JsonObject;
  invokeUrl: string;
  mayInvoke: boolean;
  /** Whose API it is, for samples that call it. */
  service?: ServiceRef;
  /** Shows nothing but the one operation that the document has, ready to be filled in. */
  only?: 'operation';
  /** Shows schemas, folded, before examples: of a large schema an example takes long to make and to draw. */
  schemasFirst?: boolean;
}

/** An API's specification. Load it lazily: the renderer is large. */
export function SwaggerView(props: SwaggerViewProps) {
  const { document: spec, invokeUrl, mayInvoke, only, schemasFirst } = props;
  const { service } = props;
  const { t } = useText();
  const fetchApi = useApi(fetchApiRef);
  const dark = useDarkMode();
  const interceptors = useMemo(
    () => invokeRequests(fetchApi, invokeUrl),
    [fetchApi, invokeUrl],
  );

  const shown = useMemo(() => ({ document: spec, service }), [spec, service]);

  useEffect(() => {
    const root = document.documentElement.classList;
    root.toggle(DARK_CLASS, dark);
    return () => root.remove(DARK_CLASS);
  }, [dark]);

  return (
    <Shown.Provider value={shown}>
      {mayInvoke && !only && (
        <Text as="p" color="secondary" className={styles.hint}>
          {t('service.document.tryIt')}
        </Text>
      )}
      <Box bg="neutral" className={styles.view} data-only={only}>
        <SwaggerUI
          spec={spec}
          plugins={only ? [...PLUGINS, onlyOperation] : PLUGINS}
          supportedSubmitMethods={mayInvoke ? [...METHODS] : []}
          requestInterceptor={interceptors.request}
          responseInterceptor={interceptors.response}
          docExpansion={only ? 'full' : 'list'}
          tryItOutEnabled={only !== undefined}
          defaultModelRendering={schemasFirst ? 'model' : 'example'}
          defaultModelsExpandDepth={only ? -1 : 0}
          persistAuthorization={false}
          deepLinking={false}
        />
      </Box>
    </Shown.Provider>
  );
}
