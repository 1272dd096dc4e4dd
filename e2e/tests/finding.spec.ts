import { expect, test, type Page } from '@playwright/test';
import { dress, lookAt, LOOKS } from '../support/looks';
import { callPortal, follow, signIn } from '../support/people';

const NAME = 'finding';

const OPENAPI = {
  openapi: '3.0.3',
  info: { title: 'Stock', version: '1' },
  paths: {},
};

/** Named so that words tell them from what others registered. */
const SERVICES = [
  {
    name: 'Findable stock',
    labels: { region: 'eu', team: 'stock' },
    api: { targetUrl: 'https://stock.example.com', spec: OPENAPI },
  },
  {
    name: 'Findable prices',
    labels: { region: 'us', team: 'stock' },
    api: { targetUrl: 'https://prices.example.com', spec: OPENAPI },
  },
  {
    name: 'Findable ledger',
    labels: { region: 'eu' },
    api: { targetUrl: 'https://ledger.example.com' },
  },
];

test.describe('finding services', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    await callPortal('Developer', 'POST', '/v1/environments', {
      name: NAME,
      owner: 'user:default/developer',
    });
    await callPortal('Admin', 'PUT', `/v1/environments/${NAME}/decision`, {
      verdict: 'approved',
    });
    for (const service of SERVICES) {
      const made = await callPortal(
        'Developer',
        'POST',
        `/v1/environments/${NAME}/services`,
        { provider: 'Acme', description: 'To be found', ...service },
      );
      expect(made.status).toBe(201);
    }
    page = await signIn(browser, 'Developer');
  });

  test.afterAll(async () => {
    await callPortal('Admin', 'DELETE', `/v1/environments/${NAME}`);
    await page.context().close();
  });

  const row = (name: string) => page.getByRole('row', { name });
  const filters = () => page.getByRole('region', { name: 'Filters' });

  test('by label and format, kept by a reload and taken back by the back button', async () => {
    await follow(page, `/remote-env/services?environment=${NAME}`);
    await expect(row('Findable ledger')).toBeVisible();
    const region = filters().getByRole('group', { name: 'region' });
    await expect(region).toContainText(/eu\s*2/);
    await region.getByText('eu').click();
    await expect(row('Findable prices')).toBeHidden();
    await expect(page).toHaveURL(/label=region%3Deu/);
    const formats = filters().getByRole('group', { name: 'Format' });
    await expect(formats).toContainText(/No document\s*1/);
    await formats.getByText('OpenAPI').click();
    await expect(row('Findable ledger')).toBeHidden();
    await expect(row('Findable stock')).toBeVisible();

    await page.reload();
    await expect(row('Findable stock')).toBeVisible();
    await expect(row('Findable ledger')).toBeHidden();
    const chips = page.getByRole('grid', { name: 'Active filters' });
    await expect(chips.getByRole('row', { name: 'region=eu' })).toBeVisible();

    await page.goBack();
    await expect(row('Findable ledger')).toBeVisible();
    await expect(row('Findable prices')).toBeHidden();
    await page.goBack();
    await expect(row('Findable prices')).toBeVisible();
  });

  test('by a label of a row, and sorted by a column', async () => {
    await follow(page, `/remote-env/services?environment=${NAME}`);
    await row('Findable prices')
      .getByRole('link', { name: 'Only services with region=us' })
      .click();
    await expect(row('Findable stock')).toBeHidden();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await follow(page, `/remote-env/services?environment=${NAME}`);
    const names = page.getByRole('rowheader');
    await expect(names).toContainText(['ledger', 'prices', 'stock']);
    await page.getByRole('columnheader', { name: 'Name' }).click();
    await expect(names).toContainText(['stock', 'prices', 'ledger']);
    await expect(page).toHaveURL(/sort=-name/);
  });

  test('with the keyboard alone', async () => {
    await follow(page, `/remote-env/services?environment=${NAME}`);
    const box = filters().getByRole('checkbox', { name: /No document/ });
    await box.focus();
    await page.keyboard.press('Space');
    await expect(row('Findable stock')).toBeHidden();
    await expect(row('Findable ledger')).toBeVisible();
    await expect(box).toBeFocused();
  });

  test('those of one environment by the same filters, kept in the address', async () => {
    await follow(page, `/remote-env/environments/${NAME}/services`);
    await expect(row('Findable ledger')).toBeVisible();
    await expect(filters().getByRole('group', { name: 'Owner' })).toBeHidden();
    const team = filters().getByRole('group', { name: 'team' });
    await expect(team).toContainText(/stock\s*2/);
    await team.getByText('stock').click();
    await expect(row('Findable ledger')).toBeHidden();
    await page.getByRole('columnheader', { name: 'Name' }).click();
    await expect(page.getByRole('rowheader')).toContainText([
      'stock',
      'prices',
    ]);
    await expect(page).toHaveURL(
      /environments\/finding\/services\?label=team%3Dstock&sort=-name/,
    );
    await page.reload();
    await expect(page.getByRole('rowheader')).toContainText([
      'stock',
      'prices',
    ]);
    await expect(row('Findable ledger')).toBeHidden();
    await page.goBack();
    await expect(page.getByRole('rowheader')).toContainText([
      'prices',
      'stock',
    ]);
  });

  test('environments in the order that the address names', async () => {
    await follow(page, '/remote-env/environments?sort=-requested');
    // Of all environments that other journeys left this is not the oldest.
    await expect(page.getByRole('rowheader').first()).toBeVisible();
    const names = () => page.getByRole('rowheader').allInnerTexts();
    const newestFirst = await names();
    await page.getByRole('button', { name: /Sort by/ }).click();
    await page.getByRole('option', { name: 'Requested, oldest first' }).click();
    await expect(page).toHaveURL(/sort=requested/);
    await expect.poll(names).not.toEqual(newestFirst);
    await page.getByRole('columnheader', { name: 'Name' }).click();
    await expect(page).toHaveURL(/\/environments$/);
    await expect
      .poll(async () => (await names()).join())
      .toMatch(/finding.*shop/s);
    await page.getByRole('columnheader', { name: 'Name' }).click();
    await expect(page).toHaveURL(/sort=-name/);
    await expect
      .poll(async () => (await names()).join())
      .toMatch(/shop.*finding/s);
  });

  test('can be read', async () => {
    await follow(
      page,
      `/remote-env/services?environment=${NAME}&label=region%3Deu&format=openapi&format=pdf`,
    );
    await expect(row('Findable stock')).toBeVisible();
    const chosen = filters().getByRole('checkbox', { name: /OpenAPI/ });
    await expect(chosen).toBeChecked();
    // In a narrow window they are folded away, until somebody wants them.
    await dress(page, LOOKS[0]);
    await expect(chosen).toBeHidden();
    await page.getByRole('button', { name: 'Filters (3)' }).click();
    await expect(chosen).toBeChecked();
    await lookAt(page, 'finding');

    for (const [name, address, title] of [
      ['tab', `environments/${NAME}/services?label=region%3Deu`, NAME],
      ['environments', 'environments?sort=-seen', 'Environments'],
    ] as const) {
      await follow(page, `/remote-env/${address}`);
      await expect(page).toHaveTitle(new RegExp(title));
      await expect(page.getByRole('rowheader').first()).toBeVisible();
      await lookAt(page, `finding-${name}`);
    }
  });
});
