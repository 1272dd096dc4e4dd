import { BreadcrumbEntry } from '@backstage/frontend-plugin-api';
import { Container, useBreakpoint } from '@backstage/ui';
import type { ReactNode } from 'react';
import { useDocumentTitle } from '../../hooks/useDocumentTitle';
import styles from './PageMain.module.css';

interface PageMainProps {
  /** Marks the page for tests and tools: `data-remote-env-page`. */
  page: string;
  /** Accessible name of the region. */
  label: string;
  /** Which part of it is shown, e.g. the name of its tab; begins the browser's title. */
  part?: string;
  state: 'loading' | 'ready' | 'failed';
  header?: ReactNode;
  /** Pages between the plugin's tab and this one, and this one itself. */
  trail?: { label: string; href: string }[];
  children: ReactNode;
}

/** The main region of a page. `data-remote-env-state="ready"` means that its content is there. */
export function PageMain(props: PageMainProps) {
  const { page, label, part, state, header, children } = props;
  const title = part ? `${part} · ${label}` : label;
  useDocumentTitle(state === 'loading' ? undefined : title);
  // Breadcrumbs do not wrap: on a narrow page there is room for the plugin's own only.
  const narrow = useBreakpoint().down('sm');
  const trail = (!narrow && props.trail) || [];
  // Beside the content, not around it: what it holds (a key that was just made) survives a turn of the screen.
  return (
    <>
      {trail.reduceRight<ReactNode>(
        (inner, entry) => (
          <BreadcrumbEntry entry={entry}>{inner}</BreadcrumbEntry>
        ),
        null,
      )}
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
    </>
  );
}
