import { expect, test, type Page } from '@playwright/test';
import { remoteEnv } from '../support/commandLine';
import { sharedInstallation } from '../support/installation';
import { obstacles } from '../support/obstacles';
import { keepPicture, signIn } from '../support/people';

/** What is on a page once it is there. */
interface Stop {
  name: string;
  url: string;
  /** Of the browser's tab. */
  title: string;
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
      title: 'Environments',
      url: '/remote-env/environments',
      marker: page => page.getByRole('row', { name: /shop/ }),
    },
    {
      name: 'environments-none-found',
      title: 'Environments',
      url: '/remote-env/environments?q=nothing-has-this-name',
      marker: text('Nothing matches'),
    },
    {
      name: 'services',
      title: 'Services',
      url: '/remote-env/services',
      marker: page => page.getByRole('row', { name: /Orders/ }),
    },
    {
      name: 'environment',
      title: 'Services · shop',
      url: shop,
      marker: page => page.getByRole('row', { name: /Orders/ }),
    },
    {
      name: 'connection',
      title: 'Connection · shop',
      url: `${shop}/connection`,
      marker: heading(/certificates/i),
    },
    {
      name: 'environment-events',
      title: 'Events · shop',
      url: `${shop}/events`,
      marker: heading(/subscriptions/i),
    },
    {
      name: 'activity',
      title: 'Activity · shop',
      url: `${shop}/activity`,
      marker: text(/^Service (called|registered)/),
    },
    {
      name: 'service-api',
      title: 'API · Orders',
      url: `${orders}/api`,
      marker: text('/stock/{article}'),
    },
    {
      name: 'service-events',
      title: 'Events · Orders',
      url: `${orders}/events`,
      marker: text('A customer placed an order'),
    },
    {
      name: 'service-guides',
      title: 'Guides · Orders',
      url: `${orders}/guides`,
      marker: heading('Getting started with orders'),
    },
    {
      name: 'service-use',
      title: 'Use it · Orders',
      url: `${orders}/use`,
      marker: page => page.getByRole('textbox', { name: 'Consumer' }),
    },
    {
      name: 'service-versions',
      title: 'Versions · Orders',
      url: `${orders}/versions`,
      marker: heading('API specification'),
    },
    {
      name: 'service-quality',
      title: 'Quality · Orders',
      url: `${orders}/quality`,
      marker: page => page.getByRole('meter').first(),
    },
    {
      name: 'service-details',
      title: 'Details · Orders',
      url: `${orders}/details`,
      marker: text(serviceId),
    },
    {
      name: 'environment-unknown',
      title: 'nobody-knows',
      url: '/remote-env/environments/nobody-knows',
      marker: text(/There is no remote environment/),
    },
    {
      name: 'health',
      title: 'Health',
      url: '/remote-env/health',
      marker: heading('Gateway'),
    },
    {
      name: 'security',
      title: 'Security',
      url: '/remote-env/security',
      marker: heading('Over time'),
    },
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
    // Colours are judged where they end up, not on the way there.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const { name, title, url, marker } of stops(orders?.id ?? '')) {
      await test.step(name, async () => {
        await page.goto(url);
        await expect.soft(marker(page), `${name}: its marker`).toBeVisible();
        await expect
          .soft(page, `${name}: its title`)
          .toHaveTitle(`${title} | Remote Environments`);
        await keepPicture(page, `${name}-${look.name}`);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect
          .soft(overflow, `${name}: pixels beyond the edge`)
          .toBeLessThan(1);
        expect
          .soft(await obstacles(page), `${name}: accessibility`)
          .toEqual([]);
      });
    }
    await page.context().close();
  });
}

test('a page that cannot be loaded says so, and is there after another try', async ({
  browser,
}) => {
  const page = await signIn(browser, 'Admin');
  let cutOff = true;
  await page.route('**/api/remote-env/**', route =>
    cutOff ? route.abort() : route.continue(),
  );
  const pages = [
    { url: '/remote-env/environments', content: 'Sample web shop' },
    { url: '/remote-env/services', content: 'Orders of the web shop' },
    {
      url: '/remote-env/environments/shop/connection',
      content: 'Client certificates',
    },
  ];
  for (const { url, content } of pages) {
    await test.step(url, async () => {
      cutOff = true;
      await page.goto(url);
      const problem = page.getByRole('alert');
      await expect(problem).toContainText('The portal cannot be reached');
      await problem.getByRole('button', { name: 'Try again' }).click();
      cutOff = false;
      await expect(text(content)(page)).toBeVisible();
      await expect(problem).toBeHidden();
    });
  }
  await page.context().close();
});
