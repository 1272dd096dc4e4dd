import { memo, useEffect, useRef } from 'react';
import type { DocumentInfo, OutlineEntry, ServiceRef } from '../../apis';
import { useSlicePreload } from '../../hooks';
import { OpenEntry } from './OpenEntry';
import styles from './OutlineView.module.css';

interface OutlineRowProps {
  entry: OutlineEntry;
  service: ServiceRef;
  document: DocumentInfo;
  isOpen: boolean;
  onOpen(anchor: string): void;
}

/** One operation or channel in one line, and below it all of it once it is opened. */
export const OutlineRow = memo((props: OutlineRowProps) => {
  const { entry, service, document, isOpen, onOpen } = props;
  const { anchor, method, name, summary, deprecated } = entry;
  const row = useRef<HTMLLIElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const openedHere = useRef(false);
  const preload = useSlicePreload(service, document, entry.slice ?? '');

  // Whoever followed a link sees what it names; whoever clicked sees it already.
  useEffect(() => {
    if (isOpen && !openedHere.current) {
      row.current?.scrollIntoView({ block: 'start' });
      button.current?.focus({ preventScroll: true });
    }
    openedHere.current = false;
  }, [isOpen]);

  return (
    <li ref={row} className={styles.row} data-open={isOpen || undefined}>
      <button
        ref={button}
        type="button"
        className={styles.rowButton}
        aria-expanded={isOpen}
        onPointerEnter={preload.soon}
        onPointerLeave={preload.forget}
        onPointerDown={preload.now}
        onFocus={preload.now}
        onClick={() => {
          openedHere.current = true;
          onOpen(isOpen ? '' : anchor);
        }}
      >
        {method && (
          <span className={styles.method} data-method={method.toLowerCase()}>
            {method}
          </span>
        )}
        <span className={styles.name} data-deprecated={deprecated || undefined}>
          {name}
        </span>
        {summary && <span className={styles.summary}>{summary}</span>}
      </button>
      {isOpen && (
        <OpenEntry entry={entry} service={service} document={document} />
      )}
    </li>
  );
});
