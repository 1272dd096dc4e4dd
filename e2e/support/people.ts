import {
  expect,
  type Browser,
  type BrowserContextOptions,
  type Page,
} from '@playwright/test';
import { sharedInstallation, type Addresses } from './installation';

export type Person = 'Developer' | 'Admin';

/** Opens the portal in a browser context of its own and signs in. */
export async function signIn(
  browser: Browser,
  person: Person,
  at: Pick<Addresses, 'portal'> = sharedInstallation(),
  look: Pick<BrowserContextOptions, 'colorScheme' | 'viewport'> = {},
): Promise<Page> {
  const context = await browser.newContext({
    baseURL: at.portal,
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...look,
  });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByRole('button', { name: person, exact: true }).click();
  await expect(
    page
      .getByRole('heading', { name: 'Remote environments', exact: true })
      .first(),
  ).toBeVisible();
  return page;
}

/** The Backstage token of a person, as the sign-in page gets it. */
export async function tokenOf(person: Person): Promise<string> {
  const { portal } = sharedInstallation();
  const response = await fetch(`${portal}/api/auth/local/refresh`, {
    headers: {
      'x-remote-env-local-user': person.toLowerCase(),
      'x-requested-with': 'XMLHttpRequest',
    },
  });
  const answer: { backstageIdentity: { token: string } } =
    await response.json();
  return answer.backstageIdentity.token;
}

/** A call to the portal API as a person. */
export async function callPortal(
  person: Person,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  const { portal } = sharedInstallation();
  const response = await fetch(`${portal}/api/remote-env${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf(person)}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, body: await response.text() };
}

/** Keeps a picture of the page among the test output. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: `test-output/pictures/${name}.png`,
    fullPage: true,
  });
}
