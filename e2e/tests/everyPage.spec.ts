import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { appPages, FOREIGN_PAGES, type AppPage } from '../support/appPages';
import { FOREIGN_PARTS } from '../support/foreignParts';
import { obstacles } from '../support/obstacles';
import { callPortal, signIn } from '../support/people';
import { shopService } from '../support/shopService';

const SOURCES = path.resolve(
  import.meta.dirname,
  '../../plugins/remote-env/src',
);

/** Colours are judged where they end up, not on the way there. */
const softly = expect.configure({ soft: true, timeout: 15_000 });

test.describe('every page of the app', () => {
  test.describe.configure({ timeout: 400_000 });
  const NAME = 'bare-pages';
  let page: Page;
  let pages: AppPage[];

  test.beforeAll(async ({ browser }) => {
    await callPortal('Developer', 'POST', '/v1/environments', { name: NAME });
    await callPortal('Admin', 'PUT', `/v1/environments/${NAME}/decision`, {
      verdict: 'approved',
    });
    const created = await callPortal(
      'Admin',
      'POST',
      `/v1/environments/${NAME}/services`,
      {
        provider: 'Acme',
        name: 'Bare',
        description: 'With nothing',
        api: { targetUrl: 'https://bare.example' },
      },
    );
    expect(created.status, created.body).toBe(201);
    pages = appPages({
      full: await shopService(),
      bare: JSON.parse(created.body).id,
    });
    page = await signIn(browser, 'Admin');
    await page.emulateMedia({ reducedMotion: 'reduce' });
  });

  test.afterAll(async () => {
    await page.context().close();
    await callPortal('Admin', 'DELETE', `/v1/environments/${NAME}`);
  });

  test('is in the list', () => {
    const files = [
      'plugin.tsx',
      'components/EnvironmentsRouter/EnvironmentsRouter.tsx',
    ];
    const routes = files.flatMap(file => {
      const source = readFileSync(path.join(SOURCES, file), 'utf8');
      return [...source.matchAll(/\bpath[:=]\s*['"]([^'"]+)['"]/g)].map(
        ([, route]) => route,
      );
    });
    // The first leads to the second, and the last is a tab of the catalog's pages.
    const others = ['/remote-env', '/remote-env-services'];
    expect(
      routes.filter(route => !others.includes(route ?? '')).sort(),
    ).toEqual([...new Set(pages.map(({ route }) => route))].sort());
  });

  test('can be used by everybody, filled and empty', async () => {
    for (const { address, shows } of pages) {
      await test.step(address, async () => {
        await page.goto(address);
        await expect
          .soft(page.locator('main').getByText(shows).first(), address)
          .toBeVisible();
        await softly.poll(() => obstacles(page), address).toEqual([]);
      });
    }
  });

  test('can be used by everybody, where others made it', async () => {
    for (const { address, shows } of FOREIGN_PAGES) {
      await test.step(address, async () => {
        await page.goto(address);
        await expect.soft(page.getByText(shows).last(), address).toBeVisible();
        await softly
          .poll(() => obstacles(page, 'body', FOREIGN_PARTS), address)
          .toEqual([]);
      });
    }
  });

  test('can be used by everybody when the portal cannot be reached', async () => {
    await page.route('**/api/remote-env/**', route => route.abort());
    // All addresses of a route load in one way, and each asks a few times before it gives up.
    const oneOfEach = new Map(
      pages.filter(({ fails }) => fails).map(each => [each.route, each]),
    );
    for (const { address } of oneOfEach.values()) {
      await test.step(address, async () => {
        await page.goto(address);
        await expect
          .soft(page.getByRole('alert').first(), address)
          .toContainText('The portal cannot be reached');
        await softly.poll(() => obstacles(page), address).toEqual([]);
      });
    }
    await page.unroute('**/api/remote-env/**');
  });
});
