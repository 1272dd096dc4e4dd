import type { Guide } from '../../documents/guides';

/** A file as the browser gives it, read. */
export interface GivenFile {
  /** With the folders it lies in, as far as they were given. */
  path: string;
  text: string;
}

/** What files turned out to be. */
export interface SortedFiles {
  apiText?: string;
  eventsText?: string;
  guides: Guide[];
  /** Paths of what is none of them, or one document too many. */
  ignored: string[];
}

/** A field of the first level, in JSON or YAML, whose value begins like a version. */
const version = (field: string) =>
  new RegExp(`(^|[{,\\s])["']?${field}["']?\\s*:\\s*["']?\\d`);
const API = [version('openapi'), version('swagger'), version('\\$Version')];
const EVENTS = version('asyncapi');
const EDMX = /^\s*<(\?xml|edmx:|Edmx)/;
const MARKDOWN = /\.(md|markdown)$/i;

/** Where the first field stands in every real document. */
const HEAD = 64 * 1024;

/** Tells by their content which file is the API's document, which that of its events, and which are pages to read. */
export function sortFiles(files: readonly GivenFile[]): SortedFiles {
  const sorted: SortedFiles = { guides: [], ignored: [] };
  const byPath = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, text } of byPath) {
    const head = text.slice(0, HEAD);
    if (MARKDOWN.test(path)) {
      sorted.guides.push({ title: titleOf(path, text), markdown: text });
    } else if (EVENTS.test(head) && sorted.eventsText === undefined) {
      sorted.eventsText = text;
    } else if (isApi(head) && sorted.apiText === undefined) {
      sorted.apiText = text;
    } else {
      sorted.ignored.push(path);
    }
  }
  return sorted;
}

function isApi(head: string): boolean {
  return (
    !EVENTS.test(head) &&
    (EDMX.test(head) || API.some(pattern => pattern.test(head)))
  );
}

/** Its first heading, or the name of the file. */
function titleOf(path: string, text: string): string {
  const heading = /^#{1,3}\s+(.+?)\s*#*$/m.exec(text)?.[1];
  const name = path.split('/').pop()?.replace(MARKDOWN, '') ?? path;
  return (heading ?? name).slice(0, 200);
}
