import { Box } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './Surface.module.css';

/** A plain surface, e.g. under a table that is a page's main content. */
export function Surface({ children }: { children: ReactNode }) {
  return (
    <Box bg="neutral" className={styles.surface}>
      {children}
    </Box>
  );
}
