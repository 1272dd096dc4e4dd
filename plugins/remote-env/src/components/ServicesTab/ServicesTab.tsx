import { ButtonLink, SearchField } from '@backstage/ui';
import { RiAddLine, RiStackLine } from '@remixicon/react';
import { serviceRegisterPermission } from '@remote-env/plugin-remote-env-common';
import type { Environment } from '../../apis';
import {
  useAllowed,
  useDebounced,
  usePages,
  usePaths,
  useQueryParam,
} from '../../hooks';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, Filters, NoMatch } from '../../ui';
import { ServicesTable } from '../ServicesTable';

/** What one remote environment registered. */
export function ServicesTab({ environment }: { environment: Environment }) {
  const { t } = useText();
  const [words, setWords] = useQueryParam('q');
  const q = useDebounced(words.trim()) || undefined;
  const { name } = environment;
  const paths = usePaths();
  const mayRegister = useAllowed(serviceRegisterPermission, name);
  const register = mayRegister && paths && (
    <ButtonLink
      variant="secondary"
      iconStart={<RiAddLine />}
      href={paths.register(name)}
    >
      {t('registering.title')}
    </ButtonLink>
  );
  const list = usePages(['environment', name, 'services', { q }], (api, page) =>
    api.listServices(name, { ...page, q }),
  );
  const empty = list.totalItems === 0 && !q;

  if (list.error && !list.items) {
    return (
      <FailurePanel
        error={list.error}
        title={t('common.loadFailed')}
        onRetry={list.refetch}
      />
    );
  }
  return (
    <>
      {!empty && (
        <Filters>
          <SearchField
            aria-label={t('common.search')}
            placeholder={t('services.searchPlaceholder')}
            value={words}
            onChange={setWords}
          />
          {register}
        </Filters>
      )}
      <ServicesTable
        items={list.items}
        isStale={list.isPlaceholderData}
        pagination={list.pagination}
        emptyState={
          empty ? (
            <EmptyState
              icon={<RiStackLine />}
              title={t('services.empty.title')}
              description={t('services.empty.inEnvironment')}
              action={register || undefined}
            />
          ) : (
            <NoMatch onClear={() => setWords('')} />
          )
        }
      />
    </>
  );
}
