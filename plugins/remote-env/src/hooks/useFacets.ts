import { useState } from 'react';
import type { FacetQuery, RemoteEnvApi } from '../apis';
import { useDebounced } from './useDebounced';
import { useLiveQuery } from './useLiveQuery';

const FEW = 8;
const MANY = 100;

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
  const { data, error } = useLiveQuery(
    ['facets', ...key, query],
    api => read(api, query),
    { keepsPrevious: true },
  );
  return {
    facets: data,
    isFailed: Boolean(error) && !data,
    labelWords,
    setLabelWords,
    isLong,
    showMore: () => setLong(true),
  };
}
