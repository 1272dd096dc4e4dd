import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** A filter that lives in the address, so that reload, back and a shared link keep it. */
export function useQueryParam(name: string): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (value: string) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          if (value) {
            next.set(name, value);
          } else {
            next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [name, setParams],
  );
  return [params.get(name) ?? '', set];
}

/** Drops all filters at once: two changes of the address in a row would undo one another. */
export function useClearQueryParams(): () => void {
  const [, setParams] = useSearchParams();
  return useCallback(() => setParams({}, { replace: true }), [setParams]);
}
