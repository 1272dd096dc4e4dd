import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { expectToBeUsable, lookAt, OPPOSITE_LOOKS } from '../support/looks';
import { callPortal, follow, keepPicture, signIn } from '../support/people';
import { searchFor } from '../support/search';

const NAME = 'large-api';
const OPERATIONS = 600;

/** Larger than what is shown as a whole: each operation with its own schema. */
function largeDocument() {
  const numbers = Array.from({ length: OPERATIONS }, (_, index) => index);
  return {
    openapi: '3.0.3',
    info: { title: 'Warehouse', version: '1' },
    paths: Object.fromEntries(
      numbers.map(number => [
        `/shelves/${number}/items`,
        {
          get: {
            tags: [`hall-${number % 10}`],
            summary: `Items of shelf ${number}`,
            parameters: [
              {
                name: 'kind',
                in: 'query',
                description: 'Only of **this** kind',
                schema: { type: 'string', enum: ['box', 'bottle'] },
              },
            ],
            responses: {
              200: {
                description: `What lies on shelf ${number}`,
                content: {
                  'application/json': {
                    schema: { $ref: `#/components/schemas/Item${number}` },
                  },
                },
              },
            },
          },
        },
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        numbers.map(number => [
          `Item${number}`,
          {
            type: 'object',
            description: 'An item. '.repeat(100),
            properties: {
              weight: { type: 'number', minimum: 0 },
              maker: {
                type: 'object',
                properties: { town: { type: 'string' } },
              },
            },
          },
        ]),
      ),
    },
  };
}

test.describe('an API with a large document', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  let address: string;

  test.beforeAll(async ({ browser }) => {
    const addresses = sharedInstallation();
    await remoteEnv(addresses, 'create', NAME);
    await remoteEnv(addresses, 'approve', NAME);
    const { status, body } = await callPortal(
      'Admin',
      'POST',
      `/v1/environments/${NAME}/services`,
      {
        provider: 'acme',
        name: 'Warehouse',
        description: 'Halls and shelves',
        api: { targetUrl: 'https://example.com', spec: largeDocument() },
      },
    );
    expect(status).toBe(201);
    const { id }: { id: string } = JSON.parse(body);
    address = `/remote-env/environments/${NAME}/services/${id}/api`;
    page = await signIn(browser, 'Admin');
  });

  // Search reads all documents again and again, and these are large.
  test.afterAll(async () => {
    await remoteEnv(sharedInstallation(), 'delete', NAME);
    await page.context().close();
  });

  test('is a list of its operations, which can be filtered and opened by keyboard', async () => {
    await follow(page, address);
    await expect(page.getByText('600 operations under 10 tags')).toBeVisible({
      timeout: 30_000,
    });
    await keepPicture(page, 'large-api');
    await page
      .getByRole('searchbox', { name: 'Filter operations' })
      .fill('shelf 417');
    const row = page.getByRole('button', { name: /GET \/shelves\/417\/items/ });
    await row.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('What lies on shelf 417')).toBeVisible();
    await expect(page.locator('[data-remote-env-operation]')).toHaveCount(1);
    await page.getByRole('button', { name: /^maker/ }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByText('town', { exact: true })).toBeVisible();
    await expect(page).toHaveURL(/operation=GET/);
    await expect(page.getByRole('region', { name: 'Use it' })).toContainText(
      'curl "$GATEWAY_URL/shelves/417/items"',
    );
    await keepPicture(page, 'large-api-operation');
    await expectToBeUsable(page, 'large-api-operation');
    await page.getByRole('button', { name: 'Example' }).click();
    await expect(page.getByText('"weight": 0')).toBeVisible();
  });

  test('lets an operation be tried out, and read again', async () => {
    await page.getByRole('button', { name: 'Try it out' }).click();
    await expect(page.getByRole('button', { name: 'Execute' })).toBeVisible();
    await keepPicture(page, 'large-api-try-out');
    await page.getByRole('button', { name: 'Back to reading' }).click();
    await expect(page.getByText('What lies on shelf 417')).toBeVisible();
    await expect(page.locator('.swagger-ui')).toHaveCount(0);
  });

  test('is opened by a link at the operation that it names', async () => {
    const link = page.url();
    await page.goto(link);
    const opened = page.getByText('What lies on shelf 417');
    await expect(opened).toBeVisible();
    await expect(opened).toBeInViewport();
  });

  test('can be read, wide and narrow', async () => {
    await follow(page, `${address}?operation=GET+%2Fshelves%2F7%2Fitems`);
    await expect(page.getByText('What lies on shelf 7')).toBeVisible();
    await lookAt(page, 'large-api', { looks: OPPOSITE_LOOKS });
  });

  test('search finds an operation, and leads to it', async () => {
    const hit = await searchFor(
      page,
      'items of shelf 417',
      'GET /shelves/417/items',
    );
    await hit.click();
    await expect(page.getByText('What lies on shelf 417')).toBeVisible();
  });
});
