import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright';
import type { Addresses } from '../../e2e/support/installation.ts';
import { remoteEnv } from '../../scripts/lib/cli.mts';
import {
  largeDocuments,
  type LargeDocument,
} from '../support/largeDocuments.mts';
import { ready, withPortalBrowser } from '../support/portalBrowser.mts';
import { median, type Benchmark, type Row } from '../support/report.mts';

const ENVIRONMENT = 'large';
const ROUNDS = 5;
const TIMEOUT_MS = 60_000;
const BUDGET = { list: 1.5, operation: 0.3, memory: 350 };
const TAG = '[data-remote-env-tag]';
const OPERATION = '[data-remote-env-operation]';

interface Visit {
  /** Seconds from the click on the service until its tags were painted. */
  list: number;
  /** Seconds from the click on an operation until all of it was painted. */
  operation: number;
  /** MB of the tab's JavaScript heap, after a collection. */
  memory: number;
}

/** Registers each large document and waits until the portal has made its outline. */
async function register(
  { dataDir }: Addresses,
  documents: readonly LargeDocument[],
): Promise<void> {
  await remoteEnv(dataDir, ['create', ENVIRONMENT]);
  await remoteEnv(dataDir, ['approve', ENVIRONMENT]);
  const folder = mkdtempSync(path.join(dataDir, 'benchmark-'));
  for (const { name, text } of documents) {
    const file = path.join(folder, `${name}.json`);
    const api = { targetUrl: 'https://example.com', spec: text };
    writeFileSync(
      file,
      JSON.stringify({ provider: 'benchmark', name, description: name, api }),
    );
    await remoteEnv(dataDir, ['register', ENVIRONMENT, file]);
  }
  rmSync(folder, { recursive: true });
}

/** Resolves when what is in the DOM now has been painted. */
function painted(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>(resolve => {
        requestAnimationFrame(() => setTimeout(resolve, 0));
      }),
  );
}

async function visit(
  context: BrowserContext,
  portal: string,
  document: LargeDocument,
): Promise<Visit> {
  const page = await context.newPage();
  page.setDefaultTimeout(TIMEOUT_MS);
  try {
    await page.goto(`${portal}/remote-env/services?q=${document.name}`);
    await page.waitForSelector(ready('services'));
    const link = page
      .getByRole('row', { name: new RegExp(document.name) })
      .getByRole('link')
      .first();
    await link.waitFor();
    const clicked = performance.now();
    await link.click();
    await page.waitForSelector(TAG);
    await painted(page);
    const list = performance.now() - clicked;

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
    const opened = performance.now();
    await row.click();
    await page.waitForSelector(OPERATION);
    await painted(page);
    const operation = performance.now() - opened;

    const session = await context.newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    return {
      list: list / 1000,
      operation: operation / 1000,
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
      measure: `${name}: one operation`,
      figure: figure('operation'),
      unit: 's',
      budget: BUDGET.operation,
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
  const documents = await largeDocuments();
  await register(addresses, documents);
  const rows = await withPortalBrowser(addresses, async context => {
    const all: Row[] = [];
    for (const document of documents) {
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
    method: `From a click on the service in the list until its tags were painted, and from a click on an operation until it was; signed in, median of ${ROUNDS}, files in the browser's cache.`,
    rows,
  };
}
