import {
  Alert,
  Button,
  Header,
  SearchField,
  useBreakpoint,
} from '@backstage/ui';
import { RiAddLine, RiPlugLine } from '@remixicon/react';
import {
  environmentCreatePermission,
  operationsReadPermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import {
  useAddressedPages,
  useAllowedAnywhere,
  useDebounced,
  useFacets,
  useListAddress,
  useLiveQuery,
} from '../../hooks';
import {
  ENVIRONMENT_SORTS,
  ENVIRONMENT_STATES,
  readEnvironmentSelection,
} from '../../lib/finding/selections';
import { ownerName } from '../../lib/format/ownerName';
import { useText } from '../../translation';
import { EmptyState, Filters, NoMatch, PageMain, pageStateOf } from '../../ui';
import { EnvironmentDialog } from '../EnvironmentDialog';
import { EnvironmentsTable } from '../EnvironmentsTable';
import { FacetedList, SortSelect, type ActiveFilter } from '../FacetFilters';
import { useSortNames } from './useSortNames';

const LIMITING = ['q', 'label', 'owner', 'state'];
const FACETS = ['state', 'owner'] as const;

/** Remote environments that the reader may see. */
export function EnvironmentsPage() {
  const { t } = useText();
  const mayRequest = useAllowedAnywhere(environmentCreatePermission);
  const isAdmin = useAllowedAnywhere(operationsReadPermission);
  const address = useListAddress(LIMITING);
  const narrow = useBreakpoint().down('sm');
  const sortNames = useSortNames();
  const [requesting, setRequesting] = useState(false);
  const { filters, sort, chosen, wrong } = readEnvironmentSelection(
    address.params,
  );
  const query = {
    ...filters,
    q: useDebounced(address.words.trim()) || undefined,
  };

  const sorting = { by: sort ?? 'name', onChange: address.sort };
  const list = useAddressedPages(
    ['environments', { ...query, sort }],
    (api, page) => api.listEnvironments({ ...page, ...query, sort }),
  );
  const counted = useFacets(['environments', query], (api, facets) =>
    api.countEnvironments({ ...query, ...facets }),
  );
  const names = {
    state: (value: string) => {
      const id = ENVIRONMENT_STATES.find(each => each === value);
      return id === undefined ? value : t(`environments.state.${id}`);
    },
    owner: ownerName,
    label: (value: string) => value,
  };
  const active: ActiveFilter[] = (['state', 'owner', 'label'] as const).flatMap(
    name =>
      chosen[name].map(value => ({ name, value, text: names[name](value) })),
  );
  const pending = useLiveQuery(
    ['environments', 'pending'],
    api => api.listEnvironments({ state: ['requested'], limit: 1 }),
    { enabled: isAdmin },
  ).data?.totalItems;

  const requestButton = (label: string) =>
    mayRequest && (
      <Button
        variant="primary"
        iconStart={<RiAddLine />}
        aria-label={t('environments.request')}
        onPress={() => setRequesting(true)}
      >
        {label}
      </Button>
    );
  const filtered = Boolean(query.q) || active.length > 0;
  const isEmpty = list.totalItems === 0 && !filtered;

  return (
    <PageMain
      page="environments"
      label={t('environments.title')}
      state={pageStateOf(list)}
      header={
        <Header
          title={t('environments.title')}
          description={t('environments.description')}
          customActions={
            !isEmpty &&
            requestButton(
              narrow
                ? t('environments.form.submit')
                : t('environments.request'),
            )
          }
        />
      }
    >
      {isAdmin && Boolean(pending) && !chosen.state.includes('requested') && (
        <Alert
          status="warning"
          icon
          title={t('environments.pending', { count: pending ?? 0 })}
          customActions={
            <Button
              size="small"
              variant="secondary"
              onPress={() => address.choose('state', ['requested'])}
            >
              {t('environments.showPending')}
            </Button>
          }
        />
      )}
      <Filters>
        <SearchField
          aria-label={t('common.search')}
          placeholder={t('environments.searchPlaceholder')}
          value={address.words}
          onChange={address.setWords}
        />
        <SortSelect orders={ENVIRONMENT_SORTS} names={sortNames} {...sorting} />
      </Filters>
      <FacetedList
        address={address}
        list={list}
        counted={counted}
        facets={FACETS}
        chosen={chosen}
        names={names}
        active={active}
        wrong={wrong}
        isBare={isEmpty}
      >
        <EnvironmentsTable
          items={list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          sort={sorting}
          emptyState={
            filtered ? (
              <NoMatch onClear={address.clear} />
            ) : (
              <EmptyState
                icon={<RiPlugLine />}
                title={t('environments.empty.title')}
                description={t('environments.empty.description')}
                action={requestButton(t('environments.request'))}
              />
            )
          }
        />
      </FacetedList>
      <EnvironmentDialog
        isOpen={requesting}
        onClose={() => setRequesting(false)}
      />
    </PageMain>
  );
}
