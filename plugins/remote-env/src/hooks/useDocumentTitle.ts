import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';

/**
 * Milliseconds that a title must stand before it is shown. Backstage's counter of notifications writes the title
 * too, and brings an old one back when it changes several times within 100 ms, as redirects make it.
 */
const SETTLE_MS = 150;

/** Titles the browser's tab while the page is shown, so that tabs and history entries can be told apart. */
export function useDocumentTitle(title: string | undefined): void {
  const app = useApi(configApiRef).getOptionalString('app.title');

  useEffect(() => {
    const timer =
      title &&
      setTimeout(() => {
        document.title = app ? `${title} | ${app}` : title;
      }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [title, app]);

  useEffect(
    () => () => {
      document.title = app ?? '';
    },
    [app],
  );
}
