/** Users that a local start offers. */
export const LOCAL_USERS = ['developer', 'admin'] as const;
export type LocalUser = (typeof LOCAL_USERS)[number];

const KEY = 'remote-env.local-user';

function isLocalUser(text: string | null): text is LocalUser {
  return LOCAL_USERS.some(user => user === text);
}

/** Who signed in last in this browser and did not sign out, in whatever tab. */
export function rememberedUser(): LocalUser | undefined {
  const stored = window.localStorage.getItem(KEY);
  return isLocalUser(stored) ? stored : undefined;
}

export function rememberUser(user: LocalUser): void {
  window.localStorage.setItem(KEY, user);
}

export function forgetUser(): void {
  window.localStorage.removeItem(KEY);
}

/**
 * Calls back when another tab signs out or signs in as somebody else, so that no tab keeps showing the pages of
 * a user who left.
 *
 * @returns stops watching
 */
export function onOtherTabChange(
  current: LocalUser,
  changed: () => void,
): () => void {
  const listener = (event: StorageEvent) => {
    if (event.key === KEY && event.newValue !== current) {
      changed();
    }
  };
  window.addEventListener('storage', listener);
  return () => window.removeEventListener('storage', listener);
}
