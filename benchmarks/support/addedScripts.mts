import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright';

interface Address {
  url: string;
  /** Selector of what is in the DOM once the page has what it needs. */
  marker: string;
}

/** @returns size of each script that a page loads, compressed, in bytes */
async function scriptsOf(
  context: BrowserContext,
  { url, marker }: Address,
): Promise<Map<string, number>> {
  const page = await context.newPage();
  const sizes: Promise<[string, number]>[] = [];
  page.on('response', response => {
    if (response.request().resourceType() === 'script') {
      sizes.push(
        response
          .body()
          .then((body): [string, number] => [
            response.url(),
            gzipSync(body).length,
          ]),
      );
    }
  });
  try {
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForSelector(marker, { state: 'attached' });
    // What is loaded ahead belongs to it.
    await page.waitForLoadState('networkidle');
    return new Map(await Promise.all(sizes));
  } finally {
    await page.close();
  }
}

/** Compressed JavaScript that a page loads and another one does not, in bytes. */
export async function addedScripts(
  context: BrowserContext,
  given: { page: Address; besides: Address },
): Promise<number> {
  const known = await scriptsOf(context, given.besides);
  const loaded = await scriptsOf(context, given.page);
  return [...loaded].reduce(
    (sum, [url, size]) => sum + (known.has(url) ? 0 : size),
    0,
  );
}
