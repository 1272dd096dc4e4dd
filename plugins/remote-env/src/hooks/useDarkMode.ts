import { useSyncExternalStore } from 'react';

const ATTRIBUTE = 'data-theme-mode';

/** Where themes say what they are; parts of the page, such as a sidebar, may say otherwise for themselves. */
function roots(): HTMLElement[] {
  return [document.documentElement, document.body];
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  for (const element of roots()) {
    observer.observe(element, { attributeFilter: [ATTRIBUTE] });
  }
  return () => observer.disconnect();
}

function isDark(): boolean {
  return roots().some(element => element.getAttribute(ATTRIBUTE) === 'dark');
}

/** Whether the app shows a dark theme now, whatever theme that is. */
export function useDarkMode(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
