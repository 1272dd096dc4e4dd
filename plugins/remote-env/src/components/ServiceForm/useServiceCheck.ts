import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { remoteEnvApiRef, type ServiceDefinition } from '../../apis';
import { useDebounced } from '../../hooks';

/** Root of the keys of checks: live updates leave them alone. */
const CHECKS = 'remote-env-service-checks';
const PAUSE_MS = 500;

const numbers = new WeakMap<object, number>();
let last = 0;

/** Stands for a definition in keys: it may hold documents of megabytes. */
function numberOf(definition: ServiceDefinition | undefined): number {
  if (!definition) {
    return 0;
  }
  let number = numbers.get(definition);
  if (number === undefined) {
    last += 1;
    number = last;
    numbers.set(definition, number);
  }
  return number;
}

/**
 * What the portal says of a definition, once it has not changed for a moment.
 *
 * @param definition - the same object as long as nothing changes; undefined: there is nothing to check
 */
export function useServiceCheck(
  environment: string,
  definition: ServiceDefinition | undefined,
  replaces: string | undefined,
) {
  const api = useApi(remoteEnvApiRef);
  const settled = useDebounced(definition, PAUSE_MS);
  const isCurrent = settled === definition;
  const query = useQuery({
    queryKey: [CHECKS, environment, replaces, numberOf(settled)],
    queryFn: () => api.checkService(environment, settled ?? {}, replaces),
    enabled: settled !== undefined,
    staleTime: Infinity,
    // It may hold a document.
    gcTime: 0,
    placeholderData: previous => (settled ? previous : undefined),
  });
  return {
    /** Of what was checked last; may be of a moment ago. */
    data: query.data,
    /** Whether `data` is about what is in the fields now. */
    isSettled: isCurrent && !query.isFetching && !query.isPlaceholderData,
    error: isCurrent ? query.error : null,
    retry: () => query.refetch(),
  };
}
