import { chromium, type BrowserContext } from 'playwright';
import { browserOptions, VIEWPORT } from '../../e2e/support/browser.ts';
import type { Addresses } from '../../e2e/support/installation.ts';

/** Selector of a page's own marker: in the DOM once its content is there. */
export const ready = (page: string) =>
  `[data-remote-env-page="${page}"][data-remote-env-state="ready"]`;

/** Lends a browser in which a developer is signed in. */
export async function withPortalBrowser<T>(
  addresses: Addresses,
  use: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const browser = await chromium.launch(browserOptions());
  try {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const first = await context.newPage();
    await first.goto(`${addresses.portal}/remote-env/environments`);
    await first.getByRole('button', { name: 'Developer', exact: true }).click();
    await first.waitForSelector(ready('environments'));
    await first.close();
    return await use(context);
  } finally {
    await browser.close();
  }
}
