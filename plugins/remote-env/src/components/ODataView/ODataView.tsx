import { SearchField } from '@backstage/ui';
import type { ODataModel } from '@remote-env/plugin-remote-env-common';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';
import {
  filterODataEntries,
  ODATA_PARTS,
  oDataEntries,
} from '../../lib/documents/oDataEntries';
import { useText } from '../../translation';
import { EmptyState, Filters } from '../../ui';
import { EntryList } from './EntryList';

/** What an OData service offers: its entity sets, singletons, operations and types, each with an address of its own. */
export function ODataView({ model }: { model: ODataModel }) {
  const { t } = useText();
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words);
  const linked = useLinkedEntry();
  const entries = useMemo(() => oDataEntries(model), [model]);
  const shown = useMemo(
    () => filterODataEntries(entries, wanted),
    [entries, wanted],
  );

  // Whoever follows a link wants to see where it leads, whatever was looked for before.
  useEffect(() => {
    if (linked) {
      setWords('');
    }
  }, [linked]);

  return (
    <>
      <Filters>
        <SearchField
          aria-label={t('service.odata.filter')}
          placeholder={t('service.odata.filter')}
          value={words}
          onChange={setWords}
        />
      </Filters>
      {shown.length === 0 && (
        <EmptyState
          title={t('service.odata.noMatch')}
          description={t('service.odata.noMatchHint')}
        />
      )}
      {ODATA_PARTS.map(part => (
        <EntryList
          key={part}
          part={part}
          entries={shown.filter(entry => entry.part === part)}
          total={model[part].length}
          types={model.types}
          linked={linked}
        />
      ))}
    </>
  );
}

/** The entry that the address names. */
function useLinkedEntry(): string {
  const { hash } = useLocation();
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}
