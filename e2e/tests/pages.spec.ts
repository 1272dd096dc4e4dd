import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { keepPicture, signIn } from '../support/people';

/** What is on a page once it is there. */
interface Stop {
  name: string;
  url: string;
  marker: (page: Page) => ReturnType<Page['locator']>;
}

const LOOKS = [
  { name: 'wide-light', colorScheme: 'light', width: 1440, height: 900 },
  { name: 'narrow-dark', colorScheme: 'dark', width: 390, height: 844 },
] as const;

const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole('heading', { name }).first();
const text = (words: string | RegExp) => (page: Page) =>
  page.getByText(words).first();

function stops(serviceId: string): Stop[] {
  const shop = '/remote-env/environments/shop';
  const orders = `${shop}/services/${serviceId}`;
  return [
    {
      name: 'environments',
      url: '/remote-env/environments',
      marker: page => page.getByRole('row', { name: /shop/ }),
    },
    {
      name: 'environments-none-found',
      url: '/remote-env/environments?q=nothing-has-this-name',
      marker: text('Nothing matches'),
    },
    {
      name: 'services',
      url: '/remote-env/services',
      marker: page => page.getByRole('row', { name: /Orders/ }),
    },
    {
      name: 'environment',
      url: shop,
      marker: page => page.getByRole('row', { name: /Orders/ }),
    },
    {
      name: 'connection',
      url: `${shop}/connection`,
      marker: heading(/certificates/i),
    },
    {
      name: 'environment-events',
      url: `${shop}/events`,
      marker: heading(/subscriptions/i),
    },
    {
      name: 'activity',
      url: `${shop}/activity`,
      marker: text('Service registered'),
    },
    {
      name: 'service-api',
      url: `${orders}/api`,
      marker: text('/stock/{article}'),
    },
    {
      name: 'service-events',
      url: `${orders}/events`,
      marker: text('A customer placed an order'),
    },
    {
      name: 'service-guides',
      url: `${orders}/guides`,
      marker: heading('Getting started with orders'),
    },
    {
      name: 'service-use',
      url: `${orders}/use`,
      marker: page => page.getByRole('textbox', { name: 'Consumer' }),
    },
    {
      name: 'service-details',
      url: `${orders}/details`,
      marker: text(serviceId),
    },
    {
      name: 'environment-unknown',
      url: '/remote-env/environments/nobody-knows',
      marker: text(/There is no remote environment/),
    },
    { name: 'health', url: '/remote-env/health', marker: heading('Gateway') },
  ];
}

for (const look of LOOKS) {
  test(`every page can be read, by eye and by machine: ${look.name}`, async ({
    browser,
  }) => {
    test.setTimeout(240_000);
    const [orders] = await remoteEnv<{ id: string }[]>(
      sharedInstallation(),
      'services',
      'shop',
    );
    const page = await signIn(browser, 'Admin', sharedInstallation(), {
      colorScheme: look.colorScheme,
      viewport: { width: look.width, height: look.height },
    });
    for (const { name, url, marker } of stops(orders?.id ?? '')) {
      await test.step(name, async () => {
        await page.goto(url);
        await expect.soft(marker(page), `${name}: its marker`).toBeVisible();
        await keepPicture(page, `${name}-${look.name}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect
          .soft(overflow, `${name}: pixels beyond the edge`)
          .toBeLessThan(1);
        const { violations } = await new AxeBuilder({ page })
          .include('main')
          .withTags(['wcag2a', 'wcag2aa'])
          .analyze();
        const found = violations
          .filter(v => v.impact === 'serious' || v.impact === 'critical')
          .map(v => `${v.id}: ${v.nodes.map(n => n.html).join('\n   ')}`);
        expect.soft(found, `${name}: accessibility`).toEqual([]);
      });
    }
    await page.context().close();
  });
}
