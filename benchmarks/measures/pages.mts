import type { BrowserContext, Page } from 'playwright';
import { z } from 'zod';
import type { Addresses } from '../../e2e/support/installation.ts';
import { remoteEnv } from '../../scripts/lib/cli.mts';
import { addedScripts } from '../support/addedScripts.mts';
import { ready, withPortalBrowser } from '../support/portalBrowser.mts';
import { median, type Benchmark, type Row } from '../support/report.mts';

const BUDGET_SECONDS = 2;
const ROUNDS = 5;
/** Of compressed JavaScript that a list adds to the portal's own. */
const BUDGET_KB = 120;
const TIMEOUT_MS = 30_000;
const servicesSchema = z.array(z.object({ id: z.string() }));

interface PageToMeasure {
  name: string;
  path: string;
  /** Selector of the page's own marker; in the DOM means that its content is there. */
  marker: string;
  /** Clicks something, and waits until the click is answered. */
  use(page: Page): Promise<void>;
}

async function openTab(page: Page, name: string, answer: RegExp) {
  await page.getByRole('link', { name, exact: true }).click();
  await page.waitForURL(answer);
}

function pagesOf(serviceId: string): PageToMeasure[] {
  const service = `/remote-env/environments/shop/services/${serviceId}`;
  return [
    {
      name: 'environments',
      path: '/remote-env/environments',
      marker: ready('environments'),
      use: async page => {
        await page
          .getByRole('button', { name: 'Request a remote environment' })
          .click();
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'one environment',
      path: '/remote-env/environments/shop',
      marker: ready('environment'),
      use: page => openTab(page, 'Connection', /\/shop\/connection$/),
    },
    {
      name: 'connection',
      path: '/remote-env/environments/shop/connection',
      marker: ready('environment'),
      use: page => openTab(page, 'Services', /\/shop\/services$/),
    },
    {
      name: 'services',
      path: '/remote-env/services',
      marker: ready('services'),
      use: async page => {
        await page
          .getByRole('row', { name: /Orders/ })
          .getByRole('link')
          .first()
          .click();
        await page.waitForSelector(ready('service'));
      },
    },
    {
      name: 'API of a service',
      path: `${service}/api`,
      marker: `${ready('service')} .swagger-ui .opblock`,
      use: async page => {
        await page.locator('.swagger-ui .opblock-summary').first().click();
        await page.locator('.swagger-ui .opblock.is-open').first().waitFor();
      },
    },
    {
      name: 'events of a service',
      path: `${service}/events`,
      marker: ready('service'),
      use: page => openTab(page, 'Guides', /\/guides$/),
    },
    {
      name: 'guides of a service',
      path: `${service}/guides`,
      marker: ready('service'),
      use: page => openTab(page, 'Use it', /\/use$/),
    },
  ];
}

/** Milliseconds from the address being opened until a click was answered. */
async function measure(
  context: BrowserContext,
  portal: string,
  target: PageToMeasure,
): Promise<number> {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  try {
    const started = performance.now();
    await page.goto(`${portal}${target.path}`, { waitUntil: 'commit' });
    await page.waitForSelector(target.marker, { state: 'attached' });
    await target.use(page);
    return performance.now() - started;
  } finally {
    await page.close();
  }
}

/** How long a page of the portal takes until it can be used, in a browser that has been there before. */
export async function pages(addresses: Addresses): Promise<Benchmark> {
  const [service] = servicesSchema.parse(
    await remoteEnv(addresses.dataDir, ['services', 'shop']),
  );
  if (!service) {
    throw new Error('The sample shop has registered nothing.');
  }
  const rows = await withPortalBrowser(addresses, async context => {
    const all: Row[] = [];
    for (const target of pagesOf(service.id)) {
      const times: number[] = [];
      await measure(context, addresses.portal, target);
      for (let round = 0; round < ROUNDS; round += 1) {
        times.push(await measure(context, addresses.portal, target));
      }
      all.push({
        measure: target.name,
        figure: median(times) / 1000,
        unit: 's',
        budget: BUDGET_SECONDS,
      });
    }
    for (const name of ['environments', 'services']) {
      const bytes = await addedScripts(context, {
        page: {
          url: `${addresses.portal}/remote-env/${name}`,
          marker: ready(name),
        },
        besides: { url: `${addresses.portal}/settings`, marker: 'h1' },
      });
      all.push({
        measure: `JavaScript of ${name}`,
        figure: bytes / 1024,
        unit: 'KB',
        budget: BUDGET_KB,
      });
    }
    return all;
  });
  return {
    title: 'pages',
    method: `From opening the address in a new tab until the page's marker was in the DOM and a click on it was answered; signed in, median of ${ROUNDS}, files in the browser's cache. JavaScript: what a list loads and the page of settings does not, compressed.`,
    rows,
  };
}
