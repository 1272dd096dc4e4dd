import type { ReactNode } from 'react';
import styles from './Stack.module.css';

/** Parts below one another. */
export function Stack(props: { gap?: 'small'; children: ReactNode }) {
  return (
    <div className={styles.stack} data-gap={props.gap}>
      {props.children}
    </div>
  );
}

/** Buttons and words beside one another, as long as there is room. */
export function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
