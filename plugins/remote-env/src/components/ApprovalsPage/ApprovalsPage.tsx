import { Header, SearchField, Select, TextField } from '@backstage/ui';
import { RiCheckboxCircleLine } from '@remixicon/react';
import { useState } from 'react';
import type { ApprovalQuery, Environment } from '../../apis';
import {
  useClearQueryParams,
  useDebounced,
  usePages,
  useQueryParam,
} from '../../hooks';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  Filters,
  NoMatch,
  PageMain,
  pageStateOf,
} from '../../ui';
import { ApprovalsTable } from './ApprovalsTable';
import { BulkDecision } from './BulkDecision';

type ApprovalState = NonNullable<ApprovalQuery['state']>;

const STATES: readonly ApprovalState[] = [
  'waiting',
  'approved',
  'rejected',
  'suspended',
  'retired',
];

/** What waits for approval, and what was decided, among what the reader may approve. */
export function ApprovalsPage() {
  const { t } = useText();
  const [words, setWords] = useQueryParam('q');
  const [stateParam, setStateParam] = useQueryParam('state');
  const [owner, setOwner] = useQueryParam('owner');
  const [label, setLabel] = useQueryParam('label');
  const clearFilters = useClearQueryParams();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const state = STATES.find(each => each === stateParam) ?? 'waiting';
  const query = {
    state,
    q: useDebounced(words.trim()) || undefined,
    owner: useDebounced(owner.trim()) || undefined,
    label: useDebounced(label.trim()) || undefined,
  };
  const list = usePages(['approvals', query], (api, page) =>
    api.listApprovals({ ...page, ...query }),
  );
  const isFiltered = Boolean(query.q || query.owner || query.label);
  // What was decided meanwhile, by somebody else too, is no longer selected.
  const chosen: Environment[] =
    state === 'waiting'
      ? (list.items ?? []).filter(({ uid }) => selected.has(uid))
      : [];

  return (
    <PageMain
      page="approvals"
      label={t('approvals.title')}
      state={pageStateOf(list)}
      header={
        <Header
          title={t('approvals.title')}
          description={t('approvals.description')}
        />
      }
    >
      <Filters>
        <SearchField
          aria-label={t('common.search')}
          placeholder={t('approvals.searchPlaceholder')}
          value={words}
          onChange={setWords}
        />
        <Select
          aria-label={t('common.state')}
          value={state}
          onChange={key =>
            setStateParam(key === 'waiting' || key === null ? '' : String(key))
          }
          options={STATES.map(id => ({
            id,
            label: t(`approvals.state.${id}`),
          }))}
        />
        <TextField
          aria-label={t('approvals.owner')}
          placeholder={t('approvals.ownerPlaceholder')}
          value={owner}
          onChange={setOwner}
        />
        <TextField
          aria-label={t('approvals.label')}
          placeholder={t('approvals.labelPlaceholder')}
          value={label}
          onChange={setLabel}
        />
      </Filters>
      {state === 'waiting' && (
        <BulkDecision
          isEmpty={!list.items?.length}
          chosen={chosen}
          onDecided={() => setSelected(new Set())}
        />
      )}
      {list.error && !list.items ? (
        <FailurePanel
          error={list.error}
          title={t('common.loadFailed')}
          onRetry={list.refetch}
        />
      ) : (
        <ApprovalsTable
          items={list.items}
          isWaiting={state === 'waiting'}
          isStale={list.isPlaceholderData}
          pagination={list.pagination}
          selected={selected}
          onSelect={setSelected}
          emptyState={
            isFiltered || state !== 'waiting' ? (
              <NoMatch onClear={clearFilters} />
            ) : (
              <EmptyState
                icon={<RiCheckboxCircleLine />}
                title={t('approvals.emptyTitle')}
                description={t('approvals.emptyDescription')}
              />
            )
          }
        />
      )}
    </PageMain>
  );
}
