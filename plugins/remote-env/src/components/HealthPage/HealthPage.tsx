import { Header } from '@backstage/ui';
import { useLiveQuery } from '../../hooks';
import { useText } from '../../translation';
import { FailurePanel, LoadingLines, PageMain } from '../../ui';
import { AuthorityHealth } from './AuthorityHealth';
import { GatewayHealth } from './GatewayHealth';
import { IndexHealth, StoreHealth } from './StorageHealth';

const REFRESH_MS = 5_000;

/** How gateway, store, index and authority are, for admins. */
export function HealthPage() {
  const { t } = useText();
  const { data, error, refetch, isError } = useLiveQuery(
    ['health'],
    api => api.getHealth(),
    { pollMs: REFRESH_MS },
  );
  let state: 'loading' | 'ready' | 'failed' = 'loading';
  if (isError) {
    state = 'failed';
  } else if (data) {
    state = 'ready';
  }
  return (
    <PageMain
      page="health"
      label={t('health.title')}
      state={state}
      header={
        <Header
          title={t('health.title')}
          description={t('health.description')}
        />
      }
    >
      {isError && (
        <FailurePanel
          error={error}
          title={t('common.loadFailed')}
          onRetry={refetch}
        />
      )}
      {!data && !isError && <LoadingLines lines={8} />}
      {data && (
        <>
          <GatewayHealth gateway={data.gateway} />
          <StoreHealth store={data.store} />
          <IndexHealth index={data.index} />
          <AuthorityHealth />
        </>
      )}
    </PageMain>
  );
}
