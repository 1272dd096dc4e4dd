import { Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  description?: ReactNode;
  action?: ReactNode;
}

/** Says why there is nothing here, and what to do about it. */
export function EmptyState(props: EmptyStateProps) {
  const { icon, title, description, action } = props;
  return (
    <div className={styles.root}>
      {icon && (
        <div className={styles.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <Text as="h3" variant="title-x-small" weight="bold">
        {title}
      </Text>
      {description && (
        <Text as="div" color="secondary" className={styles.description}>
          {description}
        </Text>
      )}
      {action}
    </div>
  );
}
