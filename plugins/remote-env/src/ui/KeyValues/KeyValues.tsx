import type { ReactNode } from 'react';
import styles from './KeyValues.module.css';

export interface KeyValue {
  label: string;
  /** Left out when undefined. */
  value: ReactNode | undefined;
}

/** Names and values of one thing. */
export function KeyValues({ items }: { items: KeyValue[] }) {
  return (
    <dl className={styles.list}>
      {items
        .filter(item => item.value !== undefined && item.value !== '')
        .map(item => (
          <div key={item.label} className={styles.item}>
            <dt>{item.label}</dt>
            <dd>{item.value}</dd>
          </div>
        ))}
    </dl>
  );
}
