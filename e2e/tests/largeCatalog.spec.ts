import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { channelName, largeCatalog } from '../support/largeCatalog';
import { expectToBeUsable, lookAt } from '../support/looks';
import { callPortal, follow, keepPicture, signIn } from '../support/people';
import { searchFor } from '../support/search';

const NAME = 'catalogs';
const CHANNELS = 420;
const SMALL = ['teaspoon', 'thimble', 'pinhead', 'splinter', 'breadcrumb'];

/** Small enough to be shown as a whole, and long enough for its last channel to be far below. */
function smallCatalog() {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Small catalog', version: '1' },
    channels: Object.fromEntries(
      SMALL.map(name => [
        name,
        {
          address: `tiny/${name}`,
          messages: {
            [name]: { title: name, payload: { type: 'string' } },
          },
        },
      ]),
    ),
    operations: Object.fromEntries(
      SMALL.map(name => [
        `on-${name}`,
        {
          action: 'send',
          description: 'Told now and then. '.repeat(30),
          channel: { $ref: `#/channels/${name}` },
        },
      ]),
    ),
  };
}

test.describe('event catalogs', () => {
  test.describe.configure({ mode: 'serial' });
  let page: Page;
  const address: Record<string, string> = {};

  test.beforeAll(async ({ browser }) => {
    const addresses = sharedInstallation();
    await remoteEnv(addresses, 'create', NAME);
    await remoteEnv(addresses, 'approve', NAME);
    for (const [name, spec] of [
      ['Small', smallCatalog()],
      ['Two', largeCatalog('2.6.0', { channels: CHANNELS })],
      ['Three', largeCatalog('3.0.0', { channels: CHANNELS })],
    ] as const) {
      const { status, body } = await callPortal(
        'Admin',
        'POST',
        `/v1/environments/${NAME}/services`,
        {
          provider: 'acme',
          name,
          description: 'Everything that happens',
          events: { spec },
        },
      );
      expect(status, body).toBe(201);
      const { id }: { id: string } = JSON.parse(body);
      address[name] = `/remote-env/environments/${NAME}/services/${id}/events`;
    }
    page = await signIn(browser, 'Admin');
  });

  // Search reads all documents again and again, and these are large.
  test.afterAll(async () => {
    await remoteEnv(sharedInstallation(), 'delete', NAME);
    await page.context().close();
  });

  const row = (number: number) =>
    page.getByRole('button', { name: new RegExp(`event-${number}\\.v1`) });
  const opened = () => page.locator('[data-remote-env-channel]');

  for (const [name, number] of [
    ['Two', 317],
    ['Three', 319],
  ] as const) {
    test(`a large one is a list of its channels, which can be filtered and opened by keyboard: ${name}`, async () => {
      await follow(page, address[name] ?? '');
      await expect(page.getByText('420 channels under 6 tags')).toBeVisible({
        timeout: 30_000,
      });
      await keepPicture(page, `catalog-${name}`);
      await page
        .getByRole('searchbox', { name: 'Filter channels' })
        .fill(`event${number}`);
      await expect(row(number)).toHaveCount(1);
      await row(number).focus();
      await page.keyboard.press('Enter');
      await expect(opened()).toContainText(`Event ${number} of`);
      await expect(opened()).toHaveCount(1);
      await keepPicture(page, `catalog-${name}-channel`);
      await expectToBeUsable(page, `catalog-${name}-channel`);
    });

    test(`a link opens that very channel of a large one: ${name}`, async () => {
      await page.goto(
        `${address[name]}?channel=${encodeURIComponent(channelName(number))}`,
      );
      await expect(row(number)).toHaveAttribute('aria-expanded', 'true', {
        timeout: 30_000,
      });
      await expect(row(number)).toBeFocused();
      await expect(row(number)).toBeInViewport();
      await expect(opened()).toContainText(`Event ${number} of`);
    });
  }

  test('search leads to that very channel of a large one', async () => {
    await (await searchFor(page, 'event-403', channelName(403))).click();
    await expect(page).toHaveURL(/events\?channel=/);
    await expect(row(403)).toHaveAttribute('aria-expanded', 'true');
    await expect(row(403)).toBeFocused();
    await expect(row(403)).toBeInViewport();
    await expect(opened()).toContainText('Event 403 of');
    await keepPicture(page, 'catalog-from-search');
  });

  test('search and links lead to that very channel of a small one', async () => {
    const heading = page.getByRole('heading', { name: 'tiny/breadcrumb' });
    const isThere = async () => {
      await expect(heading).toBeFocused();
      await expect(heading).toBeInViewport();
      await expect(opened()).toHaveCount(0);
    };
    await (await searchFor(page, 'breadcrumb', 'tiny/breadcrumb')).click();
    await isThere();
    await keepPicture(page, 'catalog-small-from-search');
    await page.goto(`${address.Small}?channel=tiny%2Fbreadcrumb`);
    await isThere();
  });

  test('one channel of a large one can be read', async () => {
    await follow(page, `${address.Three}?channel=channel7`);
    await expect(opened()).toContainText('Event 7 of');
    await lookAt(page, 'catalog');
  });
});
