import type {
  EnvironmentSort,
  EnvironmentState,
  FormatFamily,
  ServiceSort,
  ServiceState,
} from '../../apis';
import { AddressReader } from './address';

export const FORMATS: readonly FormatFamily[] = [
  'openapi',
  'asyncapi',
  'odata',
  'guides',
  'none',
];
export const SERVICE_STATES: readonly ServiceState[] = [
  'answering',
  'failing',
  'uncalled',
  'retiring',
];
export const SERVICE_KINDS = ['api', 'events'] as const;
export const SERVICE_SORTS: readonly ServiceSort[] = [
  'name',
  '-name',
  'environment',
  '-environment',
  'changed',
  '-changed',
];
/** Where all services are of one environment. */
export const ENVIRONMENT_SERVICE_SORTS: readonly ServiceSort[] = [
  'name',
  '-name',
  'changed',
  '-changed',
];
export const ENVIRONMENT_SORTS: readonly EnvironmentSort[] = [
  'name',
  '-name',
  'seen',
  '-seen',
  'requested',
  '-requested',
];
export const ENVIRONMENT_STATES: readonly EnvironmentState[] = [
  'requested',
  'approved',
  'suspended',
  'rejected',
  'retired',
  'deleting',
];

/** Nothing chosen is not asked for. */
function some<V>(values: V[]): V[] | undefined {
  return values.length > 0 ? values : undefined;
}

/**
 * The services that an address asks for, but for its words, which are still being typed.
 *
 * @param sorts - orders that the list has
 */
export function readServiceSelection(
  params: URLSearchParams,
  sorts: readonly ServiceSort[] = SERVICE_SORTS,
) {
  const address = AddressReader.of(params);
  const label = address.texts('label');
  const format = address.many('format', FORMATS);
  const owner = address.texts('owner');
  const state = address.many('state', SERVICE_STATES);
  const kind = address.one('kind', SERVICE_KINDS);
  const sort = address.one('sort', sorts);
  const environment = address.text('environment') || undefined;
  return {
    filters: {
      label: some(label),
      format: some(format),
      owner: some(owner),
      state: some(state),
      kind,
      environment,
    },
    sort,
    chosen: { label, format, owner, state },
    wrong: address.wrong,
  };
}

/** The environments that an address asks for, but for its words. */
export function readEnvironmentSelection(params: URLSearchParams) {
  const address = AddressReader.of(params);
  const label = address.texts('label');
  const owner = address.texts('owner');
  const state = address.many('state', ENVIRONMENT_STATES);
  const sort = address.one('sort', ENVIRONMENT_SORTS);
  return {
    filters: { label: some(label), owner: some(owner), state: some(state) },
    sort,
    chosen: { label, owner, state },
    wrong: address.wrong,
  };
}
