import { useSyncExternalStore } from 'react';

const ATTRIBUTE = 'data-theme-mode';

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributeFilter: [ATTRIBUTE] });
  }
  return () => observer.disconnect();
}

function isDark(): boolean {
  return document.querySelector(`[${ATTRIBUTE}='dark']`) !== null;
}

/** Whether the app shows a dark theme now, whatever theme that is. */
export function useDarkMode(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
