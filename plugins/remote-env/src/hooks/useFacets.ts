import { useApi } from '@backstage/frontend-plugin-api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { remoteEnvApiRef, type FacetQuery, type RemoteEnvApi } from '../apis';
import { useDebounced } from './useDebounced';

const FEW = 8;
const MANY = 100;

/**
 * Counting reads every service. So counts are not read again with each change, of which there may be many a second
 * while a system registers, but this often, in milliseconds.
 */
const COUNT_AGAIN_MS = 20_000;

/** Counts of a list by facet, with what a reader does to see more of them. */
export function useFacets<F>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi, query: FacetQuery) => Promise<F>,
) {
  const [labelWords, setLabelWords] = useState('');
  const [isLong, setLong] = useState(false);
  const query: FacetQuery = {
    labelWords: useDebounced(labelWords.trim()) || undefined,
    limit: isLong ? MANY : FEW,
  };
  const api = useApi(remoteEnvApiRef);
  const { data, error } = useQuery({
    queryKey: ['remote-env-facets', ...key, query],
    queryFn: () => read(api, query),
    placeholderData: keepPreviousData,
    refetchInterval: COUNT_AGAIN_MS,
  });
  return {
    facets: data,
    isFailed: Boolean(error) && !data,
    labelWords,
    setLabelWords,
    isLong,
    showMore: () => setLong(true),
  };
}
