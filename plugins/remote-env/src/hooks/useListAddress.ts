import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  withoutNames,
  withoutValues,
  withValues,
  type WrongValue,
} from '../lib/finding/address';

/** Every list is sorted so unless its address says otherwise. */
const DEFAULT_ORDER = 'name';

/**
 * The address of a list's page, which holds all that the list is limited to. What is chosen becomes an entry of the
 * browser's history, so that its back button takes it back; words that are being typed do not.
 *
 * @param names - parameters that limit the list, which clearing takes away
 */
export function useListAddress(names: readonly string[]) {
  const [params, setParams] = useSearchParams();
  return useMemo(
    () => ({
      params,
      words: params.get('q') ?? '',
      setWords: (words: string) =>
        setParams(
          previous => withValues(previous, 'q', words === '' ? [] : [words]),
          { replace: true },
        ),
      choose: (name: string, values: readonly string[]) =>
        setParams(previous => withValues(previous, name, values)),
      sort: (order: string) =>
        setParams(previous =>
          withValues(previous, 'sort', order === DEFAULT_ORDER ? [] : [order]),
        ),
      remove: (name: string, value: string) =>
        setParams(previous =>
          withValues(
            previous,
            name,
            previous.getAll(name).filter(each => each !== value),
          ),
        ),
      clear: () => setParams(previous => withoutNames(previous, names)),
      ignore: (wrong: readonly WrongValue[]) =>
        setParams(previous => withoutValues(previous, wrong), {
          replace: true,
        }),
      toFirstPage: () =>
        setParams(previous => withoutNames(previous, []), { replace: true }),
    }),
    [names, params, setParams],
  );
}

export type ListAddress = ReturnType<typeof useListAddress>;
