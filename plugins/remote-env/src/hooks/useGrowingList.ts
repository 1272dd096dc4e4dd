import { useApi } from '@backstage/frontend-plugin-api';
import { useInfiniteQuery } from '@tanstack/react-query';
import {
  remoteEnvApiRef,
  type Page,
  type PageQuery,
  type RemoteEnvApi,
} from '../apis';
import { usePollInterval } from './liveUpdates';
import { LIVE } from './useLiveQuery';

interface GrowingListOptions {
  pageSize: number;
  enabled?: boolean;
  /** Milliseconds between reads; by default as often as live updates make it necessary. */
  pollMs?: number;
}

/** A list that the server pages by cursor, of which more is shown on demand below what is there already. */
export function useGrowingList<T>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi, page: PageQuery) => Promise<Page<T>>,
  { pageSize, enabled, pollMs }: GrowingListOptions,
) {
  const api = useApi(remoteEnvApiRef);
  const pollInterval = usePollInterval();
  const list = useInfiniteQuery({
    queryKey: [LIVE, ...key],
    queryFn: ({ pageParam }) =>
      read(api, { limit: pageSize, cursor: pageParam || undefined }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: pollMs ?? pollInterval,
    enabled,
  });
  return {
    items: list.data?.pages.flatMap(page => page.items),
    totalItems: list.data?.pages[0]?.totalItems,
    error: list.error,
    refetch: list.refetch,
    hasMore: list.hasNextPage,
    isMorePending: list.isFetchingNextPage,
    showMore: () => list.fetchNextPage(),
  };
}
