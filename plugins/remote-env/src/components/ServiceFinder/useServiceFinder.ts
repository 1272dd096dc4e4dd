import {
  useAddressedPages,
  useDebounced,
  useFacets,
  useListAddress,
} from '../../hooks';
import {
  ENVIRONMENT_SERVICE_SORTS,
  readServiceSelection,
  SERVICE_SORTS,
} from '../../lib/finding/selections';

const LIMITING = ['q', 'kind', 'label', 'format', 'owner', 'state'];
const LIMITING_ALL = [...LIMITING, 'environment'];

/**
 * Services that the address asks for, with their counts.
 *
 * @param environment - whose services; without it, those of all that the reader may see
 */
export function useServiceFinder(environment?: string) {
  const address = useListAddress(
    environment === undefined ? LIMITING_ALL : LIMITING,
  );
  const orders =
    environment === undefined ? SERVICE_SORTS : ENVIRONMENT_SERVICE_SORTS;
  const { filters, sort, chosen, wrong } = readServiceSelection(
    address.params,
    orders,
  );
  const { environment: named, ...others } = filters;
  const query = {
    ...others,
    q: useDebounced(address.words.trim()) || undefined,
  };
  const of = environment ?? named;
  const list = useAddressedPages(
    environment === undefined
      ? ['services', { ...query, of, sort }]
      : ['environment', environment, 'services', { ...query, sort }],
    (api, page) =>
      environment === undefined
        ? api.listAllServices({ ...page, ...query, environment: named, sort })
        : api.listServices(environment, { ...page, ...query, sort }),
  );
  const counted = useFacets(['services', { ...query, of }], (api, facets) =>
    api.countServices({ ...query, environment: of, ...facets }),
  );
  return {
    /** Whose services, where the page shows no others. */
    environment,
    address,
    /** Whose services, where the address says so. */
    named: environment === undefined ? named : undefined,
    filters: others,
    chosen,
    wrong,
    list,
    counted,
    orders,
    order: sort ?? 'name',
  };
}

export type ServiceFinding = ReturnType<typeof useServiceFinder>;
