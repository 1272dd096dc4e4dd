import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { eventually } from '../support/eventually';
import { sharedInstallation } from '../support/installation';
import { follow, keepPicture, signIn } from '../support/people';
import { searchFor } from '../support/search';
import { shopService } from '../support/shopService';

interface HandledOrder {
  eventId: string;
  order: { code: string };
}

test.describe('the sample, without touching anything', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let serviceId: string;
  let service: string;

  test.beforeAll(async ({ browser }) => {
    page = await signIn(browser, 'Developer');
    serviceId = await shopService();
    service = `/remote-env/environments/shop/services/${serviceId}`;
  });

  test('is in the list of environments', async () => {
    await follow(page, '/remote-env/environments');
    await expect(page.getByRole('row', { name: /shop/ })).toContainText(
      'Connected',
    );
    await keepPicture(page, 'environments');
  });

  test('its API can be read, and tried out with the credentials of the shop', async () => {
    await follow(page, `${service}/api`);
    await expect(page.getByText('/stock/{article}').first()).toBeVisible();
    await keepPicture(page, 'api');
    await page.locator('#operations-stock-getStock button').first().click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page
      .getByRole('textbox', { name: 'article' })
      .or(page.getByPlaceholder('article'))
      .first()
      .fill('tea-pot');
    await page.getByRole('button', { name: 'Execute' }).click();
    await expect(page.locator('.live-responses-table')).toContainText(
      '"pieces": 25',
    );
    await keepPicture(page, 'try-it-out');
  });

  test('its events can be read', async () => {
    await follow(page, `${service}/events`);
    await expect(
      page.getByText('A customer placed an order').first(),
    ).toBeVisible();
    await keepPicture(page, 'events');
  });

  test('its guide can be read', async () => {
    await follow(page, `${service}/guides`);
    await expect(
      page.getByRole('heading', { name: 'Getting started with orders' }),
    ).toBeVisible();
    await keepPicture(page, 'guides');
  });

  test('is in the catalog: a system, an API and an event catalog', async () => {
    await eventually(
      'catalog entities',
      async () => {
        await page.goto('/catalog?filters%5Bkind%5D=api&filters%5Buser%5D=all');
        await expect(
          page.getByRole('link', { name: /Orders/ }).first(),
        ).toBeVisible({ timeout: 20_000 });
        return true;
      },
      60_000,
    );
    await keepPicture(page, 'catalog');
  });

  test('search finds the service by a word of its description', async () => {
    await searchFor(page, 'bought', 'Orders');
    await keepPicture(page, 'search');
  });

  test('an event reaches the lambda, which calls the API of the shop through the API proxy', async () => {
    const { dataDir } = sharedInstallation();
    const state = (name: string) =>
      JSON.parse(
        readFileSync(path.join(dataDir, 'samples', name, 'state.json'), 'utf8'),
      );
    const answer = await remoteEnv<{ body: string }>(
      sharedInstallation(),
      ...['call', 'shop', serviceId, '/orders', '--method', 'POST'],
      ...['--header', 'content-type: application/json'],
      ...['--data', '{"article":"tray","quantity":2}'],
    );
    const placed: { code: string } = JSON.parse(answer.body);
    const handled = await eventually(
      'the lambda handled the order',
      async () => {
        const response = await fetch(state('order-lambda').url);
        const orders: HandledOrder[] = await response.json();
        return orders.find(h => h.order.code === placed.code);
      },
    );
    expect(handled.eventId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('a binding made in the portal lets a consumer call', async () => {
    await follow(page, `${service}/use`);
    await page
      .getByRole('textbox', { name: 'Consumer' })
      .fill('journeys/caller');
    await page.getByRole('button', { name: 'Bind', exact: true }).click();
    await expect(
      page.getByRole('dialog').getByText('Binding for journeys/caller'),
    ).toBeVisible();
    await keepPicture(page, 'binding');
  });
});
