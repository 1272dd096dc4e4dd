import { Container } from '@backstage/ui';
import type { ReactNode } from 'react';
import styles from './PageMain.module.css';

interface PageMainProps {
  /** Marks the page for tests and tools: `data-remote-env-page`. */
  page: string;
  /** Accessible name of the region. */
  label: string;
  state: 'loading' | 'ready' | 'failed';
  header?: ReactNode;
  children: ReactNode;
}

/** The main region of a page. `data-remote-env-state="ready"` means that its content is there. */
export function PageMain(props: PageMainProps) {
  const { page, label, state, header, children } = props;
  return (
    <main
      className={styles.main}
      aria-label={label}
      aria-busy={state === 'loading'}
      data-remote-env-page={page}
      data-remote-env-state={state}
    >
      {header}
      <Container>
        <div className={styles.content}>{children}</div>
      </Container>
    </main>
  );
}
