import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import {
  appPages,
  FOREIGN_PAGES,
  LOADED_ANEW,
  NEEDS_NOTHING,
  type AppPage,
} from '../support/appPages';
import { FOREIGN_PARTS } from '../support/foreignParts';
import { expectToBeUsable, lookAt, OPPOSITE_LOOKS } from '../support/looks';
import { callPortal, follow, signIn } from '../support/people';
import { shopService } from '../support/shopService';

const SOURCES = path.resolve(
  import.meta.dirname,
  '../../plugins/remote-env/src',
);

const softly = expect.configure({ soft: true });

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

  test('can be read, by eye and by machine', async () => {
    await page.goto('/remote-env/environments');
    for (const { name, address, title, shows } of pages) {
      await test.step(name, async () => {
        await follow(page, address);
        await softly(page, `${name}: its title`).toHaveTitle(
          `${title} | Remote Environments`,
        );
        await softly(shows(page.locator('main')), name).toBeVisible();
        await lookAt(page, name, { looks: OPPOSITE_LOOKS });
      });
    }
  });

  test('can be used by everybody, where others made it', async () => {
    for (const { address, shows } of FOREIGN_PAGES) {
      await test.step(address, async () => {
        await page.goto(address);
        await softly(page.getByText(shows).last(), address).toBeVisible();
        await expectToBeUsable(page, address, 'body', FOREIGN_PARTS);
      });
    }
  });

  test('says so when the portal cannot be reached, and is there after another try', async () => {
    const loading = pages.filter(({ name }) => LOADED_ANEW.includes(name));
    // All addresses of a route load in one way.
    expect(
      [...loading.map(({ route }) => route), ...NEEDS_NOTHING].sort(),
    ).toEqual([...new Set(pages.map(({ route }) => route))].sort());

    let cutOff = true;
    await page.route('**/api/remote-env/**', route =>
      cutOff ? route.abort() : route.fallback(),
    );
    // Nothing that was read before is left.
    await page.goto('/settings');
    for (const { name, address, shows } of loading) {
      await test.step(name, async () => {
        cutOff = true;
        await follow(page, address);
        const problem = page.locator('main').getByRole('alert').first();
        await softly(problem, name).toContainText(
          'The portal cannot be reached',
        );
        await expectToBeUsable(page, `${name}, cut off`);
        cutOff = false;
        await problem.getByRole('button', { name: 'Try again' }).click();
        await softly(shows(page.locator('main')), name).toBeVisible();
        await softly(problem, name).toBeHidden();
      });
    }
    await page.unroute('**/api/remote-env/**');
  });
});
