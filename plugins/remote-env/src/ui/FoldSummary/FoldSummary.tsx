import type { ReactNode } from 'react';
import styles from './FoldSummary.module.css';

/** What is seen of a `<details>` while it is folded, with an arrow. */
export function FoldSummary({ children }: { children: ReactNode }) {
  return <summary className={styles.summary}>{children}</summary>;
}
