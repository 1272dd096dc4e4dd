import { isIP } from 'node:net';

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLocaleLowerCase('en-US');
  if (isIP(host) === 4) {
    return host.startsWith('127.');
  }
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1';
}

/**
 * Whoever reaches this sign-in can become admin, so it works only where nobody but the person at this machine can
 * reach it.
 *
 * @throws Error that says what to change
 */
export function refuseUnlessLocal(options: {
  nodeEnv: string | undefined;
  /** Configuration key and value of each base URL. */
  baseUrls: Record<string, string>;
}) {
  const remedy =
    'It is for a local try-out only: remove auth.providers.local and configure a real provider, e.g. OpenID Connect';
  if (options.nodeEnv === 'production') {
    throw new Error(
      `The local sign-in refuses to load with NODE_ENV=production. ${remedy}.`,
    );
  }
  for (const [key, value] of Object.entries(options.baseUrls)) {
    if (!isLoopback(new URL(value).hostname)) {
      throw new Error(
        `The local sign-in refuses to load: ${key} '${value}' is not a loopback address. ${remedy}.`,
      );
    }
  }
}
