import { Button } from '@backstage/ui';
import type { ODataType } from '@remote-env/plugin-remote-env-common';
import { useState } from 'react';
import type { ODataEntry } from '../../lib/documents/oDataEntries';
import { useText } from '../../translation';
import { Section } from '../../ui';
import { Entry } from './Entry';
import styles from './ODataView.module.css';

/** Entries that are listed at once; large services have thousands. */
const STEP = 200;

interface EntryListProps {
  part: ODataEntry['part'];
  entries: readonly ODataEntry[];
  /** Before the filter. */
  total: number;
  types: readonly ODataType[];
  /** Id of the entry that the address names, or of none. */
  linked: string;
}

/** The entries of one part; nothing where there are none. */
export function EntryList(props: EntryListProps) {
  const { part, entries, total, types, linked } = props;
  const { t } = useText();
  const [limit, setLimit] = useState(STEP);
  if (entries.length === 0) {
    return null;
  }
  const wanted = entries.findIndex(({ id }) => id === linked);
  const shown = entries.slice(0, Math.max(limit, wanted + 1));
  const rest = entries.length - shown.length;
  return (
    <Section
      title={t(`service.odata.${part}`)}
      description={
        entries.length === total
          ? String(total)
          : t('service.odata.count', {
              shown: String(entries.length),
              all: String(total),
            })
      }
    >
      <ul className={styles.entries}>
        {shown.map(entry => (
          <li key={entry.id}>
            <Entry entry={entry} types={types} isLinked={entry.id === linked} />
          </li>
        ))}
      </ul>
      {rest > 0 && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => setLimit(shown.length + STEP)}
          >
            {t('service.odata.more', { count: Math.min(rest, STEP) })}
          </Button>
        </div>
      )}
    </Section>
  );
}
