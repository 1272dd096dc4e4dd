import {
  Alert,
  Button,
  Header,
  SearchField,
  Select,
  useBreakpoint,
} from '@backstage/ui';
import { RiAddLine, RiPlugLine } from '@remixicon/react';
import {
  environmentCreatePermission,
  operationsReadPermission,
} from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { EnvironmentState } from '../../apis';
import {
  useAllowedAnywhere,
  useClearQueryParams,
  useDebounced,
  useLiveQuery,
  usePages,
  useQueryParam,
} from '../../hooks';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, Filters, PageMain } from '../../ui';
import { EnvironmentDialog } from '../EnvironmentDialog';
import { EnvironmentsTable } from '../EnvironmentsTable';

const STATES: readonly EnvironmentState[] = [
  'requested',
  'approved',
  'suspended',
  'rejected',
  'retired',
  'deleting',
];
const ALL = 'all';

function isState(text: string): text is EnvironmentState {
  return STATES.some(state => state === text);
}

/** Remote environments that the reader may see. */
export function EnvironmentsPage() {
  const { t } = useText();
  const mayRequest = useAllowedAnywhere(environmentCreatePermission);
  const isAdmin = useAllowedAnywhere(operationsReadPermission);
  const [words, setWords] = useQueryParam('q');
  const [stateParam, setStateParam] = useQueryParam('state');
  const narrow = useBreakpoint().down('sm');
  const clearFilters = useClearQueryParams();
  const [requesting, setRequesting] = useState(false);
  const state = isState(stateParam) ? stateParam : undefined;
  const q = useDebounced(words.trim()) || undefined;

  const list = usePages(['environments', { q, state }], (api, page) =>
    api.listEnvironments({ ...page, q, state }),
  );
  const pending = useLiveQuery(
    ['environments', 'pending'],
    api => api.listEnvironments({ state: 'requested', limit: 1 }),
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
  const filtered = Boolean(q || state);
  const isEmpty = list.totalItems === 0 && !filtered;

  let pageState: 'loading' | 'ready' | 'failed' = 'loading';
  if (list.items) {
    pageState = 'ready';
  } else if (list.error) {
    pageState = 'failed';
  }

  return (
    <PageMain
      page="environments"
      label={t('environments.title')}
      state={pageState}
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
      {isAdmin && Boolean(pending) && state !== 'requested' && (
        <Alert
          status="warning"
          icon
          title={t('environments.pending', { count: pending ?? 0 })}
          customActions={
            <Button
              size="small"
              variant="secondary"
              onPress={() => setStateParam('requested')}
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
          value={words}
          onChange={setWords}
        />
        <Select
          aria-label={t('common.state')}
          value={state ?? ALL}
          onChange={key =>
            setStateParam(key === ALL || key === null ? '' : String(key))
          }
          options={[
            { id: ALL, label: t('environments.stateAll') },
            ...STATES.map(id => ({
              id,
              label: t(`environments.state.${id}`),
            })),
          ]}
        />
      </Filters>
      {list.error && !list.items ? (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      ) : (
        <EnvironmentsTable
          items={list.items}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          emptyState={
            filtered ? (
              <EmptyState
                title={t('common.noMatch')}
                description={t('common.noMatchDescription')}
                action={
                  <Button variant="secondary" onPress={clearFilters}>
                    {t('common.clearFilters')}
                  </Button>
                }
              />
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
      )}
      <EnvironmentDialog
        isOpen={requesting}
        onClose={() => setRequesting(false)}
      />
    </PageMain>
  );
}
