import { useApi } from '@backstage/frontend-plugin-api';
import { Header } from '@backstage/ui';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router-dom';
import {
  remoteEnvApiRef,
  type RemoteEnvApi,
  type Service,
  type ServiceRef,
} from '../../apis';
import { usePaths } from '../../hooks';
import {
  serviceFormOf,
  type FormDocuments,
} from '../../lib/forms/service/serviceForm';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines, PageMain } from '../../ui';
import { ServiceFormView } from './ServiceFormView';

/** Read once: what is being edited must not change under the hands of who edits it. */
const EDITED = 'remote-env-edited-service';

async function readEdited(api: RemoteEnvApi, ref: ServiceRef) {
  const service = await api.getService(ref);
  const definition = await api.getServiceDefinition(ref);
  const documents: FormDocuments = {};
  for (const { role } of service.documents) {
    documents[role] = await api.getDocument(ref, role);
  }
  return { service, form: serviceFormOf(definition, documents) };
}

/** Changes a service, and replaces its documents. */
export function EditServicePage() {
  const { t } = useText();
  const { name: environment = '', serviceId = '' } = useParams();
  const paths = usePaths();
  const api = useApi(remoteEnvApiRef);
  const { data, error, refetch } = useQuery({
    queryKey: [EDITED, environment, serviceId],
    queryFn: () => readEdited(api, { environment, serviceId }),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const name = data?.service.displayName ?? t('common.loading');
  const title = t('registering.editTitle', { name });
  return (
    <PageMain
      page="edit-service"
      label={data ? title : environment}
      state={stateOf(data?.service, error)}
      trail={
        paths && [
          { label: environment, href: paths.environment(environment) },
          { label: name, href: paths.service(environment, serviceId) },
          {
            label: t('common.edit'),
            href: paths.editService(environment, serviceId),
          },
        ]
      }
      header={<Header title={data ? title : environment} />}
    >
      {!data && !error && <LoadingLines lines={8} />}
      {error && (
        <FailurePanel
          error={error}
          title={t('common.loadFailed')}
          onRetry={refetch}
        />
      )}
      {data && (
        <ServiceFormView
          environment={environment}
          initial={data.form}
          service={data.service}
        />
      )}
    </PageMain>
  );
}

function stateOf(service: Service | undefined, error: unknown) {
  if (service) {
    return 'ready';
  }
  return error ? 'failed' : 'loading';
}
