import type { Entity } from '@backstage/catalog-model';
import { EmptyState, FailurePanel, LoadingLines } from '../../ui';
import { remoteEntity } from '../../entity/annotations';
import { useLiveQuery } from '../../hooks';
import { useText } from '../../translation';
import { ServiceDocument } from '../ServiceDocument';

/** The registered specification that an API entity stands for; loaded when shown, since entities hold none. */
export function EntityDocument({ entity }: { entity: Entity }) {
  const { t } = useText();
  const remote = remoteEntity(entity);
  const environment = remote?.environment ?? '';
  const serviceId = remote?.serviceId ?? '';
  const { data, error, refetch } = useLiveQuery(
    ['environment', environment, 'service', serviceId],
    api => api.getService({ environment, serviceId }),
    { enabled: environment !== '' && serviceId !== '' },
  );
  if (!data) {
    return error ? (
      <FailurePanel
        error={error}
        title={t('common.loadFailed')}
        onRetry={refetch}
      />
    ) : (
      <LoadingLines lines={8} />
    );
  }
  const role = remote?.document ?? 'apiSpec';
  const document = data.documents.find(item => item.role === role);
  return document ? (
    <ServiceDocument service={data} document={document} />
  ) : (
    <EmptyState title={t('service.document.none')} />
  );
}
