import { useApi } from '@backstage/frontend-plugin-api';
import type { TablePaginationType } from '@backstage/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  remoteEnvApiRef,
  type Page,
  type PageQuery,
  type RemoteEnvApi,
} from '../apis';
import { usePollInterval } from './liveUpdates';
import { LIVE } from './useLiveQuery';

const SMALLEST_PAGE = 10;
const PAGE_SIZES = [SMALLEST_PAGE, 25, 50, 100];
const DEFAULT_PAGE_SIZE = 25;

/**
 * One page of a list that the server pages by cursor. Going back needs no cursor of the server's: the cursors
 * that led here are kept. Another key (a filter, a search) begins at the first page.
 */
export function usePages<T>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi, page: PageQuery) => Promise<Page<T>>,
  options: { pollMs?: number } = {},
) {
  const api = useApi(remoteEnvApiRef);
  const pollInterval = usePollInterval();
  const [pageSize, setPageSize] = useState(DEFAULT_PAGE_SIZE);
  const filter = JSON.stringify([...key, pageSize]);
  const [trail, setTrail] = useState<{ filter: string; cursors: string[] }>({
    filter,
    cursors: [],
  });
  const cursors = trail.filter === filter ? trail.cursors : [];
  const cursor = cursors.at(-1);

  const query = useQuery({
    queryKey: [LIVE, ...key, { pageSize, cursor }],
    queryFn: () => read(api, { limit: pageSize, cursor }),
    placeholderData: keepPreviousData,
    refetchInterval: options.pollMs ?? pollInterval,
  });
  const { data } = query;
  const next = data?.nextCursor;

  const pagination: TablePaginationType =
    data && (cursors.length > 0 || next || data.totalItems > SMALLEST_PAGE)
      ? {
          type: 'page',
          pageSize,
          pageSizeOptions: PAGE_SIZES,
          offset: cursors.length * pageSize,
          totalCount: data.totalItems,
          hasNextPage: Boolean(next),
          hasPreviousPage: cursors.length > 0,
          onNextPage: () =>
            next && setTrail({ filter, cursors: [...cursors, next] }),
          onPreviousPage: () =>
            setTrail({ filter, cursors: cursors.slice(0, -1) }),
          onPageSizeChange: setPageSize,
        }
      : { type: 'none' };

  return {
    ...query,
    items: data?.items,
    totalItems: data?.totalItems,
    pagination,
  };
}
