import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/**
 * What keeps people from a part of a page, as axe-core sees it: serious and critical breaches of WCAG 2 A and AA.
 *
 * @param part - selector
 * @param excluded - what is not judged within it, with reasons
 * @returns rule and elements of each
 */
export async function obstacles(
  page: Page,
  part = 'main',
  excluded: readonly { selector: string; reason: string }[] = [],
): Promise<string[]> {
  const axe = new AxeBuilder({ page }).include(part);
  for (const { selector } of excluded) {
    axe.exclude(selector);
  }
  const { violations } = await axe.withTags(['wcag2a', 'wcag2aa']).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(n => n.html).join('\n   ')}`);
}
