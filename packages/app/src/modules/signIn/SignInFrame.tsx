import { Box, Text } from '@backstage/ui';
import type { ReactNode } from 'react';
import { PortalMark } from '../../mark/PortalMark';
import styles from './SignInFrame.module.css';

/** The page around every state of signing in. */
export function SignInFrame({ children }: { children: ReactNode }) {
  return (
    <main className={styles.page}>
      <Box bg="neutral" className={styles.card}>
        <div className={styles.head}>
          <PortalMark size={44} />
          <Text as="h1" variant="title-small" weight="bold">
            Remote Environments
          </Text>
        </div>
        <Text as="p" color="secondary">
          Connect external systems, read their APIs and events, and use them
          from your lambdas.
        </Text>
        {children}
      </Box>
    </main>
  );
}
