/** What only Markdown knows: emphasis, links, lists, tables, headings, paragraphs, code blocks, entities. */
const MARKUP =
  /[*_#<>[\]|~\\&@]|https?:|www\.|\n\s*\n| {2}\n|^(?: {4}|\t)|^\s*(?:[-+=]|\d+[.)])|``/m;
/** Characters that a line of a table holds before it is cut. */
const MAX_BEGINNING = 240;

export interface Word {
  text: string;
  isCode: boolean;
}

/**
 * A description whose only Markdown is code between backticks, in parts. Most are no more than that, and reading Markdown
 * takes a hundred times as long.
 *
 * @returns undefined when it takes Markdown to show it
 */
export function plainWords(text: string): Word[] | undefined {
  const pieces = text.split('`');
  const isClosed = pieces.length % 2 === 1;
  // What is code may hold anything.
  const words = pieces.filter((_, index) => index % 2 === 0).join(' ');
  if (!isClosed || text.includes('``') || MARKUP.test(words)) {
    return undefined;
  }
  return pieces
    .map((piece, index) => ({ text: piece, isCode: index % 2 === 1 }))
    .filter(word => word.text !== '');
}

/** The first lines of a description without its markup, or undefined when that is nearly all of it. */
export function beginningOf(text: string): string | undefined {
  const [paragraph = ''] = text.trim().split(/\n\s*\n/, 1);
  if (
    paragraph.length <= MAX_BEGINNING &&
    paragraph.length === text.trim().length
  ) {
    return undefined;
  }
  const plain = paragraph
    .slice(0, 2 * MAX_BEGINNING)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]{0,100}>|^\s*#+|[*`]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= MAX_BEGINNING) {
    return plain;
  }
  return `${plain.slice(0, MAX_BEGINNING).replace(/\s\S*$/, '')} …`;
}
