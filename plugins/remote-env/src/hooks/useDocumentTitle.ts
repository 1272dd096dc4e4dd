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

  useEffect(
    () => (title ? keepTitle(app ? `${title} | ${app}` : title) : undefined),
    [title, app],
  );

  useEffect(
    () => () => {
      document.title = app ?? '';
    },
    [app],
  );
}

/**
 * Shows a title, and again whenever others have written over it: where the browser is busy, the counter still brings
 * the old one back. What it puts before the title stays.
 *
 * @returns what ends it
 */
function keepTitle(title: string): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const show = () => {
    if (!document.title.endsWith(title)) {
      document.title = title;
    }
  };
  const showOnceSettled = () => {
    clearTimeout(timer);
    timer = setTimeout(show, SETTLE_MS);
  };
  const observer = new MutationObserver(showOnceSettled);
  const element = document.querySelector('title');
  if (element) {
    observer.observe(element, { childList: true, characterData: true });
  }
  showOnceSettled();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
