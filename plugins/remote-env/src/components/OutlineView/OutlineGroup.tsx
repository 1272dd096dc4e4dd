import { RiArrowRightSLine } from '@remixicon/react';
import { memo, useId } from 'react';
import type { DocumentInfo, ServiceRef } from '../../apis';
import type { OutlineGroup } from '../../lib/documents/outlineGroups';
import { useText } from '../../translation';
import { OperationRow } from './OperationRow';
import styles from './OperationsView.module.css';

interface OperationGroupProps {
  group: OutlineGroup;
  service: ServiceRef;
  document: DocumentInfo;
  isOpen: boolean;
  /** Absent while all groups are open. */
  onToggle?: () => void;
  /** Anchor of the operation that is open; empty for none. */
  openOperation: string;
  onOperation(anchor: string): void;
}

/** The operations of one tag. */
export function OperationGroup(props: OperationGroupProps) {
  const { group, service, document, isOpen, onToggle } = props;
  const { openOperation, onOperation } = props;
  const { t } = useText();
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
            {t('service.operations.count', { count: group.entries.length })}
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
          openOperation={
            group.entries.some(({ anchor }) => anchor === openOperation)
              ? openOperation
              : ''
          }
          onOperation={onOperation}
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
    openOperation,
    onOperation,
  }: Omit<OperationGroupProps, 'isOpen' | 'onToggle'>) => {
    return (
      <ul className={styles.rows}>
        {group.entries.map(entry => (
          <OperationRow
            key={entry.anchor}
            entry={entry}
            service={service}
            document={document}
            isOpen={entry.anchor === openOperation}
            onOperation={onOperation}
          />
        ))}
      </ul>
    );
  },
);

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
