import { Box, Text } from '@backstage/ui';
import { useId, type ReactNode } from 'react';
import styles from './Section.module.css';

interface SectionProps {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** A titled part of a page on its own surface. */
export function Section(props: SectionProps) {
  const { title, description, actions, children } = props;
  const id = useId();
  return (
    <Box
      as="section"
      bg="neutral"
      className={styles.section}
      aria-labelledby={id}
    >
      <div className={styles.head}>
        <div className={styles.titles}>
          <Text id={id} as="h3" variant="title-x-small" weight="bold">
            {title}
          </Text>
          {description && (
            <Text as="div" color="secondary">
              {description}
            </Text>
          )}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </Box>
  );
}
