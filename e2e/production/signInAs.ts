import { expect, type Browser, type Page } from '@playwright/test';
import { VIEWPORT } from '../support/browser';
import { sharedInstallation } from '../support/installation';
import { answerProvider, openProvider } from '../support/people';
import type { Account } from './accounts';

/** What is pressed on the sign-in page. */
export const SIGN_IN = 'Sign in with Acme Login';

/** A page of the portal in a browser context of its own, with nobody signed in. */
export async function openPortal(browser: Browser, at = '/'): Promise<Page> {
  const context = await browser.newContext({
    baseURL: sharedInstallation().portal,
    ignoreHTTPSErrors: true,
    viewport: VIEWPORT,
  });
  const page = await context.newPage();
  await page.goto(at);
  return page;
}

/** Signs in where the sign-in page is shown. */
export async function signInAs(page: Page, account: Account): Promise<void> {
  await answerProvider(await openProvider(page), account);
  await expect(page.getByRole('button', { name: SIGN_IN })).toHaveCount(0);
}
