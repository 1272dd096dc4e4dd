import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';

/** Who reads this page; undefined until it is known. */
export function useReader() {
  const identity = useApi(identityApiRef);
  return useQuery({
    queryKey: ['remote-env-reader'],
    queryFn: () => identity.getBackstageIdentity(),
    staleTime: Infinity,
  }).data;
}
