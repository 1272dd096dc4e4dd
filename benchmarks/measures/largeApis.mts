import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Locator, Page } from 'playwright';
import type { Addresses } from '../../e2e/support/installation.ts';
import { remoteEnv } from '../../scripts/lib/cli.mts';
import { channelName, largeCatalog } from '../../e2e/support/largeCatalog.ts';
import { LARGE_APIS } from '../../e2e/support/largeDocuments.ts';
import { ready, withPortalBrowser } from '../support/portalBrowser.mts';
import { median, type Benchmark, type Row } from '../support/report.mts';

const ENVIRONMENT = 'large';
const ROUNDS = 5;
const TIMEOUT_MS = 60_000;
const BUDGET = { list: 1.5, opened: 0.3, memory: 350 };
const TAG = '[data-remote-env-tag]';
const OPERATION = '[data-remote-env-operation]';
const CHANNEL = '[data-remote-env-channel] h3';
/** Some 4.5 MB. */
const CHANNELS = 2_500;
const OPENED_CHANNEL = 1_493;

/** A document, and what of it is opened. */
interface LargeDocument {
  name: string;
  tag: string;
  /** Path or address, and method of what is opened. */
  path: string;
  method: string;
  /** Of what is painted then. */
  opened: string;
  /** What it is registered with. */
  offer(): object;
}

function catalog(version: '2.6.0' | '3.0.0'): LargeDocument {
  return {
    name: `AsyncAPI ${version}`,
    tag: 'returns',
    path: channelName(OPENED_CHANNEL),
    method: '',
    opened: CHANNEL,
    offer: () => ({
      events: { spec: largeCatalog(version, { channels: CHANNELS }) },
    }),
  };
}

const DOCUMENTS: readonly LargeDocument[] = [
  ...LARGE_APIS.map(({ read, ...document }) => ({
    ...document,
    opened: OPERATION,
    offer: () => ({
      api: { targetUrl: 'https://example.com', spec: read() },
    }),
  })),
  catalog('2.6.0'),
  catalog('3.0.0'),
];

interface Visit {
  /** Seconds from the click on the service until its tags were painted. */
  list: number;
  /** Seconds from the click on an operation or a channel until it was painted. */
  opened: number;
  /** MB of the tab's JavaScript heap, after a collection. */
  memory: number;
}

/** Registers each large document and waits until the portal has made its outline. */
async function register({ dataDir }: Addresses): Promise<void> {
  await remoteEnv(dataDir, ['create', ENVIRONMENT]);
  await remoteEnv(dataDir, ['approve', ENVIRONMENT]);
  const folder = mkdtempSync(path.join(dataDir, 'benchmark-'));
  for (const { name, offer } of DOCUMENTS) {
    const file = path.join(folder, `${name}.json`);
    const about = { provider: 'benchmark', name, description: name };
    writeFileSync(file, JSON.stringify({ ...about, ...offer() }));
    await remoteEnv(dataDir, ['register', ENVIRONMENT, file]);
  }
  rmSync(folder, { recursive: true });
}

/**
 * Clicks, and measures in the page itself: from the click's own time until what was looked for has been painted.
 *
 * @returns milliseconds
 */
async function fromClick(
  page: Page,
  selector: string,
  target: Locator,
): Promise<number> {
  const measured = page.evaluate(
    wanted =>
      new Promise<number>(resolve => {
        const listen = ({ timeStamp }: Event) => {
          const isThere = () => {
            if (!document.querySelector(wanted)) {
              return;
            }
            observer.disconnect();
            requestAnimationFrame(() =>
              setTimeout(() => resolve(performance.now() - timeStamp), 0),
            );
          };
          const observer = new MutationObserver(isThere);
          observer.observe(document, { childList: true, subtree: true });
        };
        document.addEventListener('click', listen, {
          capture: true,
          once: true,
        });
      }),
    selector,
  );
  await target.click();
  return measured;
}

async function visit(
  context: BrowserContext,
  portal: string,
  document: LargeDocument,
): Promise<Visit> {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  try {
    await page.goto(
      `${portal}/remote-env/services?q=${encodeURIComponent(document.name)}`,
    );
    await page.waitForSelector(ready('services'));
    const link = page
      .getByRole('row', { name: new RegExp(document.name) })
      .getByRole('link')
      .first();
    await link.waitFor();
    const list = await fromClick(page, TAG, link);

    const group = page.locator('section', {
      has: page.locator(`${TAG}:text-is("${document.tag}")`),
    });
    const heading = group.locator('h4 button');
    if ((await heading.getAttribute('aria-expanded')) === 'false') {
      await heading.click();
    }
    const row = group
      .locator('li > button', {
        has: page.locator(`span:text-is("${document.path}")`),
      })
      .filter({ hasText: document.method })
      .first();
    await row.scrollIntoViewIfNeeded();
    // What else the page loads is there, as it is when a reader has looked for an operation.
    await page.waitForLoadState('networkidle');
    const opened = await fromClick(page, document.opened, row);

    const session = await context.newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return {
      list: list / 1000,
      opened: opened / 1000,
      memory: usedSize / 1e6,
    };
  } finally {
    await page.close();
  }
}

function rowsOf(name: string, visits: readonly Visit[]): Row[] {
  const figure = (of: keyof Visit) => median(visits.map(each => each[of]));
  return [
    {
      measure: `${name}: click to tag list`,
      figure: figure('list'),
      unit: 's',
      budget: BUDGET.list,
    },
    {
      measure: `${name}: one operation or channel`,
      figure: figure('opened'),
      unit: 's',
      budget: BUDGET.opened,
    },
    {
      measure: `${name}: heap of the tab`,
      figure: figure('memory'),
      unit: 'MB',
      budget: BUDGET.memory,
    },
  ];
}

/** How long pages of very large APIs take, in a browser that has been there before. */
export async function largeApis(addresses: Addresses): Promise<Benchmark> {
  await register(addresses);
  const rows = await withPortalBrowser(addresses, async context => {
    const all: Row[] = [];
    for (const document of DOCUMENTS) {
      // Waits for the outline, too.
      await visit(context, addresses.portal, document);
      const visits: Visit[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        visits.push(await visit(context, addresses.portal, document));
      }
      all.push(...rowsOf(document.name, visits));
    }
    return all;
  });
  return {
    title: 'large-apis',
    method: `From a click on the service in the list until its tags were painted, and from a click on an operation or a channel until it was; event catalogs of ${CHANNELS} channels, written by a generator; signed in, median of ${ROUNDS}, files in the browser's cache.`,
    rows,
  };
}
