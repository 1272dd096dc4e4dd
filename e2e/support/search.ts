import { expect, type Locator, type Page } from '@playwright/test';
import { eventually } from './eventually';
import { portalToken } from './identities';
import { sharedInstallation } from './installation';
import { follow } from './people';

/**
 * Searches for words once the index, which is made anew every few seconds, has what they are to find.
 *
 * @param title - of a hit, or a part of it
 * @returns the link of that hit
 */
export async function searchFor(
  page: Page,
  words: string,
  title: string,
): Promise<Locator> {
  const query = new URLSearchParams({ query: words });
  await eventually(
    `a hit for ${words}`,
    async () => (await titlesFor(words)).some(each => each.includes(title)),
    90_000,
  );
  await follow(page, `/search?${query}`);
  const hit = page.getByRole('link', { name: title }).first();
  await expect(hit).toBeVisible();
  return hit;
}

async function titlesFor(term: string): Promise<string[]> {
  const installation = sharedInstallation();
  const token = await portalToken(installation, 'Developer');
  const response = await fetch(
    `${installation.portal}/api/search/query?${new URLSearchParams({ term })}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  const { results = [] }: { results?: { document: { title: string } }[] } =
    await response.json();
  return results.map(({ document }) => document.title);
}
