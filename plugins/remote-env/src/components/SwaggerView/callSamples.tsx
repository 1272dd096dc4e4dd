import { createContext, useContext, useMemo, type ComponentType } from 'react';
import type { ServiceRef } from '../../apis';
import type { JsonObject } from '../../lib/documents/json';
import { sampleRequest } from '../../lib/samples/sampleRequest';
import { CallSample } from '../CallSample';
import styles from './SwaggerView.module.css';

/** What operations are shown of; without a service there is nobody to call. */
export const Shown = createContext<
  { document: JsonObject; service?: ServiceRef } | undefined
>(undefined);

interface OperationProps {
  /** Path and method, as Swagger UI gives them to the component of the parameters. */
  pathMethod?: unknown;
}

/** Shows below the parameters and the body of each open operation how it is called with a binding. */
export function callSamples() {
  return {
    wrapComponents: {
      parameters: (Parameters: ComponentType<OperationProps>) =>
        function ParametersAndSample(props: OperationProps) {
          return (
            <>
              <Parameters {...props} />
              <Sample {...props} />
            </>
          );
        },
    },
  };
}

function Sample({ pathMethod }: OperationProps) {
  const { document, service } = useContext(Shown) ?? {};
  const [path, method]: unknown[] = Array.isArray(pathMethod) ? pathMethod : [];
  const request = useMemo(
    () =>
      document && typeof path === 'string' && typeof method === 'string'
        ? sampleRequest(document, { path, method })
        : undefined,
    [document, path, method],
  );
  return request && service ? (
    <div className={styles.sample}>
      <CallSample request={request} service={service} />
    </div>
  ) : null;
}
