import { useEntity } from '@backstage/plugin-catalog-react';
import { remoteEntity } from '../../entity/annotations';
import { useLiveQuery } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines } from '../../ui';
import { ServicesTab } from '../ServicesTab';

/** The services of the remote environment that a System entity stands for. */
export function EntityServices() {
  const { t } = useText();
  const { entity } = useEntity();
  const name = remoteEntity(entity)?.environment ?? '';
  const { data, error, refetch } = useLiveQuery(['environment', name], api =>
    api.getEnvironment(name),
  );
  if (data) {
    return <ServicesTab environment={data} />;
  }
  return error ? (
    <FailurePanel
      error={error}
      title={t('common.loadFailed')}
      onRetry={refetch}
    />
  ) : (
    <LoadingLines lines={5} />
  );
}
