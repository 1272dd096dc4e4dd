import { TestBrowser } from '../../packages/backend/src/__testUtils__/TestBrowser';
import { ACCOUNT_OF } from '../production/accounts';
import type { Addresses } from './installation';

export type Person = 'Developer' | 'Admin';

/** Tokens last an hour; a run of the journeys takes minutes. */
const oidcTokens = new Map<string, Promise<string>>();

/** The Backstage token of a person, as the sign-in page gets it. */
export function portalToken(
  addresses: Addresses,
  person: Person,
): Promise<string> {
  if (!addresses.oidcIssuer) {
    return localToken(addresses, person);
  }
  const known = oidcTokens.get(person) ?? oidcToken(addresses, person);
  oidcTokens.set(person, known);
  return known;
}

async function localToken(
  { portal }: Addresses,
  person: Person,
): Promise<string> {
  const response = await fetch(`${portal}/api/auth/local/refresh`, {
    headers: {
      'x-remote-env-local-user': person.toLowerCase(),
      'x-requested-with': 'XMLHttpRequest',
    },
  });
  return tokenIn(response);
}

/** The pop-up by plain HTTP: to the provider, its form, and back. */
async function oidcToken(
  { portal }: Addresses,
  person: Person,
): Promise<string> {
  const browser = TestBrowser.create();
  const form = await browser.follow(
    `${portal}/api/auth/oidc/start?env=production&scope=openid%20profile%20email`,
  );
  const [, action = ''] = /action="([^"]+)"/.exec(form.text) ?? [];
  await browser.follow(action, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      prompt: 'login',
      login: ACCOUNT_OF[person],
      password: 'any',
    }).toString(),
  });
  return tokenIn(
    await browser.fetch(`${portal}/api/auth/oidc/refresh?env=production`, {
      headers: { 'x-requested-with': 'XMLHttpRequest' },
    }),
  );
}

async function tokenIn(response: Response): Promise<string> {
  const answer: { backstageIdentity: { token: string } } =
    await response.json();
  return answer.backstageIdentity.token;
}
