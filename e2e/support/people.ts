import { expect, type Browser, type Page } from '@playwright/test';
import { ACCOUNT_OF } from '../production/accounts';
import { portalToken, type Person } from './identities';
import { sharedInstallation, type Addresses } from './installation';
import { VIEWPORT } from './browser';

export type { Person } from './identities';

/** Opens the portal in a browser context of its own and signs in. */
export async function signIn(
  browser: Browser,
  person: Person,
  at: Pick<Addresses, 'portal' | 'oidcIssuer'> = sharedInstallation(),
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: at.portal,
    viewport: VIEWPORT,
    acceptDownloads: true,
    // The authority of an installation on this machine is none of the browser's.
    ignoreHTTPSErrors: at.oidcIssuer !== undefined,
  });
  const page = await context.newPage();
  await page.goto('/');
  if (at.oidcIssuer) {
    await answerProvider(await openProvider(page), ACCOUNT_OF[person]);
  } else {
    await page.getByRole('button', { name: person, exact: true }).click();
  }
  await expect(
    page
      .getByRole('heading', { name: 'Remote environments', exact: true })
      .first(),
  ).toBeVisible();
  return page;
}

/** Presses the button of the sign-in page; the window of the provider. */
export async function openProvider(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: /^Sign in with/ }).click();
  return opened;
}

/** In the provider's own window. */
export async function answerProvider(
  window: Page,
  account: string,
): Promise<void> {
  await window.locator('input[name=login]').fill(account);
  await window.locator('input[name=password]').fill('any');
  await window.locator('button[type=submit]').click();
}

/** A call to the portal API as a person. */
export async function callPortal(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  const installation = sharedInstallation();
  const token = await portalToken(installation, person);
  const response = await fetch(`${installation.portal}/api/remote-env${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

/** Leads the app to another of its addresses as its own links do, without loading it again. */
export async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate(to => {
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }, address);
}

/** Keeps a picture of the page among the test output. @param whole - or only what is in the window */
export async function keepPicture(
  page: Page,
  name: string,
  { whole = true } = {},
): Promise<void> {
  await page.screenshot({
    path: `test-output/pictures/${name}.png`,
    fullPage: whole,
  });
}
