import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { LARGE_APIS } from '../support/largeDocuments';
import { obstacles } from '../support/obstacles';
import { follow, keepPicture, signIn } from '../support/people';

const ENVIRONMENT = 'published-apis';
/** For the document to be fetched once, and for its outline to be made. */
const PATIENCE_MS = 300_000;

test.describe('the largest APIs that are published', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(PATIENCE_MS);
    const addresses = sharedInstallation();
    await remoteEnv(addresses, 'create', ENVIRONMENT);
    await remoteEnv(addresses, 'approve', ENVIRONMENT);
    const folder = mkdtempSync(path.join(addresses.dataDir, 'published-'));
    for (const { name, read } of LARGE_APIS) {
      const file = path.join(folder, `${name}.json`);
      const api = { targetUrl: 'https://example.com', spec: read() };
      const about = { provider: 'journeys', name, description: name };
      writeFileSync(file, JSON.stringify({ ...about, api }));
      await remoteEnv(addresses, 'register', ENVIRONMENT, file);
    }
    rmSync(folder, { recursive: true });
    page = await signIn(browser, 'Developer');
  });

  // Search reads all documents again and again, and these are large.
  test.afterAll(async () => {
    await remoteEnv(sharedInstallation(), 'delete', ENVIRONMENT);
    await page.context().close();
  });

  for (const { name, method, path: route, words } of LARGE_APIS) {
    test(`${name}: its operations are there at once, and each opens at once`, async () => {
      test.setTimeout(PATIENCE_MS);
      await follow(page, `/remote-env/services?q=${name}`);
      const open = page
        .getByRole('row', { name: new RegExp(name) })
        .getByRole('link')
        .first();
      await open.click();
      const tags = page.locator('[data-remote-env-tag]');
      await expect(tags.first()).toBeVisible({ timeout: PATIENCE_MS });
      // Again, for what it takes once the outline is there.
      await page.goBack();
      await open.waitFor();
      const listed = await painted(page, '[data-remote-env-tag]', () =>
        open.click(),
      );
      await keepPicture(page, `published-${name}`);

      await page
        .getByRole('searchbox', { name: 'Filter operations' })
        .fill(words);
      // Below this path there are others; after it comes the summary.
      const row = page.getByRole('button', {
        name: new RegExp(
          `^${method}\\s*${route.replace(/[{}/.]/g, '\\$&')}(\\s|$)`,
        ),
      });
      await expect(row).toHaveCount(1);
      const opened = await painted(page, '[data-remote-env-operation]', () =>
        row.click(),
      );
      await expect(row).toHaveAttribute('aria-expanded', 'true');
      await expect
        .poll(() => new URL(page.url()).searchParams.get('operation'))
        .toBe(`${method} ${route}`);
      await keepPicture(page, `published-${name}-operation`);
      test.info().annotations.push({
        type: 'time',
        description: `${name}: ${listed} ms to the list, ${opened} ms to an operation`,
      });
      expect(await obstacles(page)).toEqual([]);
    });
  }
});

/** Milliseconds until something is seen, as told by this process: for information, never for a verdict. */
async function painted(
  page: Page,
  selector: string,
  act: () => Promise<void>,
): Promise<number> {
  const started = performance.now();
  await act();
  await expect(page.locator(selector).first()).toBeVisible();
  return Math.round(performance.now() - started);
}
