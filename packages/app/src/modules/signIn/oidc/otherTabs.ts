/** Written, with the time, at each sign-out; browsers tell the other tabs of it. */
const KEY = 'remote-env.signed-out';

export function tellOtherTabs(): void {
  window.localStorage.setItem(KEY, new Date().toISOString());
}

/**
 * Calls back when another tab signs out, so that no tab keeps showing the pages of somebody who left.
 *
 * @returns stops listening
 */
export function onSignedOutElsewhere(callback: () => void): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === KEY && event.newValue !== null) {
      callback();
    }
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}
