import type { ReactNode } from 'react';
import styles from './StatusBadge.module.css';

export type StatusTone = 'success' | 'warning' | 'danger' | 'info' | 'neutral';

/** A word with a colour. The word alone says it all; the colour only helps to find it. */
export function StatusBadge(props: { tone: StatusTone; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={props.tone}>
      <span className={styles.dot} aria-hidden="true" />
      {props.children}
    </span>
  );
}
