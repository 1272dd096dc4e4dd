import { useApi } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { remoteEnvApiRef, type Environment } from '../../apis';
import { LIVE, usePollInterval } from '../../hooks';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, LoadingLines, Section } from '../../ui';
import { ActivityItem } from './ActivityItem';
import styles from './ActivityTab.module.css';

const PAGE_SIZE = 50;

/** What happened to one remote environment, newest first. */
export function ActivityTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const api = useApi(remoteEnvApiRef);
  const pollInterval = usePollInterval();
  const { name } = environment;
  const list = useInfiniteQuery({
    queryKey: [LIVE, 'environment', name, 'activity'],
    queryFn: ({ pageParam }) =>
      api.listActivity(name, {
        limit: PAGE_SIZE,
        cursor: pageParam || undefined,
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: pollInterval,
  });
  const items = list.data?.pages.flatMap(page => page.items);

  return (
    <Section
      title={t('activity.title')}
      description={t('activity.description')}
    >
      {!items && !list.error && <LoadingLines lines={6} />}
      {!items && list.error && (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      )}
      {items?.length === 0 && <EmptyState title={t('activity.empty')} />}
      {items && items.length > 0 && (
        <ol className={styles.list} aria-label={t('activity.list')}>
          {items.map(item => (
            <ActivityItem key={item.id} activity={item} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <div>
          <Button
            variant="secondary"
            isPending={list.isFetchingNextPage}
            onPress={() => list.fetchNextPage()}
          >
            {t('activity.older')}
          </Button>
        </div>
      )}
    </Section>
  );
}
