import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** What a part of a page is judged by. */
interface Judged {
  /** Selector; without, the document. */
  part?: string;
  /** Selectors of what is left out within it. */
  excluded?: readonly string[];
  /** Groups of rules; without, all. */
  groups?: string[];
}

/** What axe-core finds. */
interface Breach {
  rule: string;
  impact: string;
  /** Opening tags and more of the elements. */
  elements: string[];
}

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
  const breaches = await judge(page, {
    part,
    excluded: excluded.map(({ selector }) => selector),
    groups: ['wcag2a', 'wcag2aa'],
  });
  return breaches
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ rule, elements }) => `${rule}: ${elements.join('\n   ')}`);
}

/** Everything that axe-core has to say of a page, or of a part of it: its advice, too. @returns rules */
export async function everyBreach(
  page: Page,
  part?: string,
): Promise<string[]> {
  return (await judge(page, { part })).map(({ rule }) => rule);
}

/**
 * The source of axe-core is half a megabyte, which takes longer to read than most pages take to be judged: a document
 * gets it once. @throws Error where there are frames, which are not looked into
 */
async function judge(page: Page, judged: Judged): Promise<Breach[]> {
  if (page.frames().length > 1) {
    throw new Error(`${page.url()} has frames, which nobody judges.`);
  }
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axe.source);
  }
  return page.evaluate(async ({ part, excluded = [], groups }: Judged) => {
    const { violations } = await window.axe.run(
      part === undefined && excluded.length === 0
        ? document
        : { include: [part ?? 'html'], exclude: [...excluded] },
      {
        resultTypes: ['violations'],
        ...(groups && { runOnly: groups }),
      },
    );
    return violations.map(({ id, impact, nodes }) => ({
      rule: id,
      impact: impact ?? '',
      elements: nodes.map(({ html }) => html),
    }));
  }, judged);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
