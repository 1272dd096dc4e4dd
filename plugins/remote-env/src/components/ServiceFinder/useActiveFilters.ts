import type { FormatFamily, ServiceState } from '../../apis';
import {
  FORMATS,
  SERVICE_KINDS,
  SERVICE_STATES,
} from '../../lib/finding/selections';
import { ownerName } from '../../lib/format/ownerName';
import { useText } from '../../translation';
import type { ActiveFilter } from '../FacetFilters';
import type { ServiceFinding } from './useServiceFinder';

/** Parameters of the address that limit services to some values. */
type FilterName =
  | 'kind'
  | 'environment'
  | 'label'
  | 'format'
  | 'owner'
  | 'state';

/** What people call the values that services are limited to, and those that are chosen. */
export function useActiveFilters({ filters, named, chosen }: ServiceFinding) {
  const { t } = useText();
  const names: Record<FilterName, (value: string) => string> = {
    kind: value => nameIn(SERVICE_KINDS, value, id => t(`services.kind.${id}`)),
    environment: value => `${t('finding.facet.environment')}: ${value}`,
    label: value => value,
    format: value =>
      nameIn<FormatFamily>(FORMATS, value, id => t(`finding.format.${id}`)),
    owner: ownerName,
    state: value =>
      nameIn<ServiceState>(SERVICE_STATES, value, id =>
        t(`finding.serviceState.${id}`),
      ),
  };
  const of = (name: FilterName, values: readonly string[]): ActiveFilter[] =>
    values.map(value => ({ name, value, text: names[name](value) }));
  return {
    names,
    active: [
      ...of('kind', filters.kind ? [filters.kind] : []),
      ...of('environment', named === undefined ? [] : [named]),
      ...of('label', chosen.label),
      ...of('format', chosen.format),
      ...of('owner', chosen.owner),
      ...of('state', chosen.state),
    ],
  };
}

/** The name of one of the ids; what is none of them stays as it is. */
function nameIn<V extends string>(
  ids: readonly V[],
  value: string,
  nameOf: (id: V) => string,
): string {
  const id = ids.find(each => each === value);
  return id === undefined ? value : nameOf(id);
}
