const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** @returns undefined when that is no URL */
export function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname;
  } catch {
    return undefined;
  }
}

/** Whether a URL is one of the machine that asks. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(hostOf(url) ?? '');
}
