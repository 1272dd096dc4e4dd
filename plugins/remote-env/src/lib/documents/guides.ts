import { z } from 'zod';

/** One page of documentation. */
export interface Guide {
  title: string;
  markdown: string;
}

const setSchema = z.object({
  docs: z.array(z.object({ title: z.string(), source: z.string() })),
});

/**
 * Reads a service's documentation: the set of pages that the registry stores (`docs` of wire-contracts 1.2), or
 * one page of plain Markdown.
 */
export function parseGuides(text: string, title: string): Guide[] {
  const set = parseSet(text);
  return set
    ? set.docs.map(page => ({ title: page.title, markdown: page.source }))
    : [{ title, markdown: text }];
}

function parseSet(text: string) {
  try {
    return setSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
