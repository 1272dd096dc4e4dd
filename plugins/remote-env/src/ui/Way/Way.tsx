import { Box, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './Way.module.css';

interface WayProps {
  icon: ReactNode;
  title: string;
  description: string;
  /** Buttons, at the bottom. */
  children: ReactNode;
}

/** One of several ways to reach something. */
export function Way({ icon, title, description, children }: WayProps) {
  return (
    <Box bg="neutral" className={styles.way} role="group" aria-label={title}>
      <div className={styles.head}>
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
        <Text as="h4" weight="bold">
          {title}
        </Text>
      </div>
      <Text as="p" color="secondary" className={styles.description}>
        {description}
      </Text>
      <div className={styles.actions}>{children}</div>
    </Box>
  );
}
