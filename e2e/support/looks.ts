import { expect, type Page } from '@playwright/test';
import { VIEWPORT } from './browser';
import { obstacles } from './obstacles';
import { keepPicture } from './people';

/** How somebody sees the portal: the width of the window, in pixels, and what the system likes better. */
export interface Look {
  /** Ends the names of its pictures. */
  name: string;
  colorScheme: 'light' | 'dark';
  viewport: { width: number; height: number };
}

const NARROW = { width: 390, height: 844 };

const narrowLight: Look = {
  name: 'narrow-light',
  colorScheme: 'light',
  viewport: NARROW,
};
const narrowDark: Look = {
  name: 'narrow-dark',
  colorScheme: 'dark',
  viewport: NARROW,
};
const wideDark: Look = {
  name: 'wide-dark',
  colorScheme: 'dark',
  viewport: VIEWPORT,
};
const wideLight: Look = {
  name: 'wide-light',
  colorScheme: 'light',
  viewport: VIEWPORT,
};

/** Each changes one thing of the look before it, and the last one is that of every new page. */
export const LOOKS: readonly [Look, ...Look[]] = [
  narrowLight,
  narrowDark,
  wideDark,
  wideLight,
];

/** Each width and each colour once. */
export const OPPOSITE_LOOKS: readonly Look[] = [narrowDark, wideLight];

/** A soft expectation that waits: what moves is judged where it ends up. */
const softly = expect.configure({ soft: true, timeout: 15_000 });

/** Shows a page in a look, without loading it again. It has to show the portal already. */
export async function dress(
  page: Page,
  { colorScheme, viewport }: Look,
): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize(viewport);
  await expect(page.locator('body')).toHaveAttribute(
    'data-theme-mode',
    colorScheme,
  );
}

/** Expects that nothing makes the page wider than its window. @param about - told with the failure */
export async function expectToFit(page: Page, about: string): Promise<void> {
  await softly
    .poll(
      () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        ),
      `${about}: pixels beyond the edge`,
    )
    .toBeLessThan(1);
}

/** Expects that nothing keeps people from a part of the page; see `obstacles`. @param about - told with the failure */
export async function expectToBeUsable(
  page: Page,
  about: string,
  part = 'main',
  excluded: Parameters<typeof obstacles>[2] = [],
): Promise<void> {
  await softly
    .poll(() => obstacles(page, part, excluded), `${about}: accessibility`)
    .toEqual([]);
}

/**
 * Looks at a loaded page in several looks, one after the other: whether it fits, whether everybody can use it, and a
 * picture of each for people. It has the last look afterwards.
 *
 * @param part - selector of what is judged; of a dialog only what is in the window is kept
 */
export async function lookAt(
  page: Page,
  name: string,
  {
    looks = LOOKS,
    part = 'main',
  }: { looks?: readonly Look[]; part?: 'main' | '[role=dialog]' } = {},
): Promise<void> {
  for (const look of looks) {
    const about = `${name}-${look.name}`;
    await dress(page, look);
    await expectToFit(page, about);
    await expectToBeUsable(page, about, part);
    await keepPicture(page, about, { whole: part === 'main' });
  }
}
