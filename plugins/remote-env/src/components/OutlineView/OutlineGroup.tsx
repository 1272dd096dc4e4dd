import { Button } from '@backstage/ui';
import { RiArrowRightSLine } from '@remixicon/react';
import { memo, useId, useState } from 'react';
import type { DocumentInfo, ServiceRef } from '../../apis';
import type { OutlineGroup as Group } from '../../lib/documents/outlineGroups';
import { useText } from '../../translation';
import { OutlineRow } from './OutlineRow';
import styles from './OutlineView.module.css';
import { useOutlineTexts } from './useOutlineTexts';

/** Catalogs without tags have thousands of channels in one group, and drawing them all takes seconds. */
const ROWS_AT_FIRST = 300;

interface OutlineGroupProps {
  group: Group;
  service: ServiceRef;
  document: DocumentInfo;
  isOpen: boolean;
  /** Absent while all groups are open. */
  onToggle?: () => void;
  /** Of the operation or channel that is open; empty for none. */
  openAnchor: string;
  onOpen(anchor: string): void;
}

/** The operations or channels of one tag. */
export function OutlineGroup(props: OutlineGroupProps) {
  const { group, service, document, isOpen, onToggle } = props;
  const { openAnchor, onOpen } = props;
  const { t } = useText();
  const texts = useOutlineTexts(document);
  const id = useId();
  return (
    <section className={styles.group} aria-labelledby={id}>
      <h4 className={styles.groupHeading}>
        <button
          id={id}
          type="button"
          className={styles.groupButton}
          aria-expanded={isOpen}
          aria-disabled={onToggle ? undefined : true}
          onClick={onToggle}
        >
          <RiArrowRightSLine
            aria-hidden="true"
            className={styles.arrow}
            size={20}
          />
          <span className={styles.tag} data-remote-env-tag>
            {group.tag ?? t('service.operations.untagged')}
          </span>
          <span className={styles.count}>
            {texts.count(group.entries.length)}
          </span>
        </button>
      </h4>
      {group.description && isOpen && (
        <p className={styles.tagDescription}>{firstLine(group.description)}</p>
      )}
      {isOpen && (
        <Rows
          group={group}
          service={service}
          document={document}
          openAnchor={
            group.entries.some(({ anchor }) => anchor === openAnchor)
              ? openAnchor
              : ''
          }
          onOpen={onOpen}
        />
      )}
    </section>
  );
}

/** Apart, so that opening an operation draws the rows of its own group anew and no others. */
const Rows = memo(
  ({
    group,
    service,
    document,
    openAnchor,
    onOpen,
  }: Omit<OutlineGroupProps, 'isOpen' | 'onToggle'>) => {
    const { t } = useText();
    const { entries } = group;
    const [shown, setShown] = useState(ROWS_AT_FIRST);
    // Whoever comes by a link sees what it names, however far down it is.
    const open = entries.findIndex(({ anchor }) => anchor === openAnchor);
    const rows = entries.slice(0, Math.max(shown, open + 1));
    const hidden = entries.length - rows.length;
    return (
      <>
        <ul className={styles.rows}>
          {rows.map(entry => (
            <OutlineRow
              key={entry.anchor}
              entry={entry}
              service={service}
              document={document}
              isOpen={entry.anchor === openAnchor}
              onOpen={onOpen}
            />
          ))}
        </ul>
        {hidden > 0 && (
          <Button
            size="small"
            variant="tertiary"
            onPress={() => setShown(entries.length)}
          >
            {t('service.operations.showMore', { count: hidden })}
          </Button>
        )}
      </>
    );
  },
);

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
