import { useApi } from '@backstage/frontend-plugin-api';
import type { TablePaginationType } from '@backstage/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
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

/** Where in a list a reader is. */
interface Position {
  pageSize: number;
  cursor?: string;
  /** Items before this page. */
  offset: number;
  /** @param cursor - of the page after this one */
  next(cursor: string): void;
  previous(): void;
  setPageSize(pageSize: number): void;
}

/**
 * The position in the page's own memory. Going back needs no cursor of the server's: the cursors that led here are
 * kept. Another key begins at the first page.
 */
function useOwnPosition(key: readonly unknown[]): Position {
  const [pageSize, setPageSize] = useState(DEFAULT_PAGE_SIZE);
  const filter = JSON.stringify([...key, pageSize]);
  const [trail, setTrail] = useState<{ filter: string; cursors: string[] }>({
    filter,
    cursors: [],
  });
  const cursors = trail.filter === filter ? trail.cursors : [];
  return {
    pageSize,
    cursor: cursors.at(-1),
    offset: cursors.length * pageSize,
    next: cursor => setTrail({ filter, cursors: [...cursors, cursor] }),
    previous: () => setTrail({ filter, cursors: cursors.slice(0, -1) }),
    setPageSize,
  };
}

/**
 * The position in the address, so that a page of a list can be linked to, and the browser's back button leads to the
 * page before. What changes a filter has to drop `cursor` and `from`. Whoever follows a link to a page knows no way
 * back but to the first page.
 */
function useAddressedPosition(): Position {
  const [params, setParams] = useSearchParams();
  const [before, setBefore] = useState<
    ReadonlyMap<string, { cursor?: string; offset: number }>
  >(new Map());
  const cursor = params.get('cursor') || undefined;
  const from = Number(params.get('from'));
  const offset = cursor && Number.isSafeInteger(from) && from > 0 ? from : 0;
  const pageSize =
    PAGE_SIZES.find(size => String(size) === params.get('size')) ??
    DEFAULT_PAGE_SIZE;

  const go = (position: { cursor?: string; offset: number; size?: number }) =>
    setParams(previous => {
      const next = new URLSearchParams(previous);
      next.delete('cursor');
      next.delete('from');
      if (position.cursor) {
        next.set('cursor', position.cursor);
        next.set('from', String(position.offset));
      }
      if (position.size) {
        next.set('size', String(position.size));
      }
      return next;
    });
  return {
    pageSize,
    cursor,
    offset,
    next: following => {
      setBefore(known => new Map(known).set(following, { cursor, offset }));
      go({ cursor: following, offset: offset + pageSize });
    },
    previous: () => go((cursor && before.get(cursor)) || { offset: 0 }),
    setPageSize: size => go({ offset: 0, size }),
  };
}

/** One page of a list that the server pages by cursor. Another key (a filter, a search) begins at the first page. */
export function usePages<T>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi, page: PageQuery) => Promise<Page<T>>,
  options: { pollMs?: number } = {},
) {
  return usePageAt(useOwnPosition(key), key, read, options);
}

/** The same with the position in the address. */
export function useAddressedPages<T>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi, page: PageQuery) => Promise<Page<T>>,
) {
  return usePageAt(useAddressedPosition(), key, read, {});
}

function usePageAt<T>(
  position: Position,
  key: readonly unknown[],
  read: (api: RemoteEnvApi, page: PageQuery) => Promise<Page<T>>,
  options: { pollMs?: number },
) {
  const api = useApi(remoteEnvApiRef);
  const pollInterval = usePollInterval();
  const { pageSize, cursor, offset } = position;
  const query = useQuery({
    queryKey: [LIVE, ...key, { pageSize, cursor }],
    queryFn: () => read(api, { limit: pageSize, cursor }),
    placeholderData: keepPreviousData,
    refetchInterval: options.pollMs ?? pollInterval,
  });
  const { data } = query;
  const next = data?.nextCursor;

  const pagination: TablePaginationType =
    data && (cursor || next || data.totalItems > SMALLEST_PAGE)
      ? {
          type: 'page',
          pageSize,
          pageSizeOptions: PAGE_SIZES,
          offset,
          totalCount: data.totalItems,
          hasNextPage: Boolean(next),
          hasPreviousPage: Boolean(cursor),
          onNextPage: () => next && position.next(next),
          onPreviousPage: position.previous,
          onPageSizeChange: position.setPageSize,
        }
      : { type: 'none' };

  return {
    ...query,
    items: data?.items,
    totalItems: data?.totalItems,
    pagination,
  };
}
