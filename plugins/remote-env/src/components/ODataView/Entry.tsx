import { Badge } from '@backstage/ui';
import type { ODataType } from '@remote-env/plugin-remote-env-common';
import { useEffect, useRef, useState } from 'react';
import { Link, useHref } from 'react-router-dom';
import type { ODataEntry } from '../../lib/documents/oDataEntries';
import { useText } from '../../translation';
import { CopyButton, FoldSummary } from '../../ui';
import { OperationFacts, ResourceFacts, TypeFacts } from './facts';
import styles from './ODataView.module.css';

interface EntryProps {
  entry: ODataEntry;
  types: readonly ODataType[];
  /** Whether the address names it: then it is open, and in view. */
  isLinked: boolean;
}

/** One entry, folded until it is looked at. */
export function Entry({ entry, types, isLinked }: EntryProps) {
  const { t } = useText();
  const [open, setOpen] = useState(isLinked);
  const ref = useRef<HTMLDetailsElement>(null);
  const href = useHref({ hash: encodeURI(entry.id) });
  const { name, description } = entry.item;

  useEffect(() => {
    if (isLinked) {
      setOpen(true);
      ref.current?.scrollIntoView({ block: 'start' });
    }
  }, [isLinked]);

  return (
    <details
      ref={ref}
      id={entry.id}
      open={open}
      className={styles.entry}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <FoldSummary>
        <span className={styles.name}>{name}</span>
        {'kind' in entry.item && (
          <Badge size="small">
            {t(`service.odata.kind.${entry.item.kind}`)}
          </Badge>
        )}
        {entry.part === 'operations' && entry.item.bound && (
          <Badge size="small">{t('service.odata.bound')}</Badge>
        )}
        {description && <span className={styles.about}>{description}</span>}
      </FoldSummary>
      {open && (
        <div className={styles.facts}>
          <div className={styles.link}>
            <Link
              className={styles.typeLink}
              to={{ hash: encodeURI(entry.id) }}
            >
              #{entry.id}
            </Link>
            <CopyButton
              text={new URL(href, window.location.origin).href}
              what={t('service.odata.link', { name })}
            />
          </div>
          <Facts entry={entry} types={types} />
        </div>
      )}
    </details>
  );
}

function Facts({ entry, types }: Pick<EntryProps, 'entry' | 'types'>) {
  switch (entry.part) {
    case 'types':
      return <TypeFacts type={entry.item} types={types} />;
    case 'operations':
      return <OperationFacts operation={entry.item} types={types} />;
    default:
      return <ResourceFacts resource={entry.item} types={types} />;
  }
}
