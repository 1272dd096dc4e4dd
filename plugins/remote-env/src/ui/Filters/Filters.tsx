import type { ReactNode } from 'react';
import styles from './Filters.module.css';

/** A search and the filters beside it; below one another on a narrow page. */
export function Filters({ children }: { children: ReactNode }) {
  return (
    <div className={styles.filters} role="search">
      {children}
    </div>
  );
}
