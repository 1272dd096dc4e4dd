import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { StoreUnavailableError } from '../ports/errors.ts';

/** Amazon S3 API Reference, `ListObjectsV2`: 1,000 at most. */
const PAGE_SIZE = 1000;

/** One page of names, in the order in which S3 lists them: by the bytes of their names. */
export interface ListedPage {
  names: string[];
  /** Of the next page. */
  continuationToken?: string;
}

// Names are text, although one may look like a number; the client's own parser makes `007` and `1.0` of them 7 and 1.
const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  isArray: name => name === 'Contents',
});

const pageSchema = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.enum(['true', 'false']).default('false'),
    NextContinuationToken: z.string().optional(),
    Contents: z.array(z.object({ Key: z.string() })).default([]),
  }),
});

/** Query of one page, as `ListObjectsV2` wants it; sorted, since it is signed. */
export function listQuery(prefix: string, continuationToken?: string): string {
  const parameters: [string, string][] = [
    ...(continuationToken === undefined
      ? []
      : [['continuation-token', continuationToken] satisfies [string, string]]),
    ['list-type', '2'],
    ['max-keys', String(PAGE_SIZE)],
    ['prefix', prefix],
  ];
  return parameters
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

/** @throws StoreUnavailableError for an answer that is no list */
export function parsePage(xml: string): ListedPage {
  const parsed = pageSchema.safeParse(parse(xml));
  if (!parsed.success) {
    throw new StoreUnavailableError(
      'document store failed: a list that cannot be read',
    );
  }
  const { Contents, IsTruncated, NextContinuationToken } =
    parsed.data.ListBucketResult;
  return {
    names: Contents.map(({ Key }) => Key),
    ...(IsTruncated === 'true' && {
      continuationToken: NextContinuationToken,
    }),
  };
}

function parse(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    return undefined;
  }
}

/**
 * Asks about each of many with some of the questions under way at a time; answers come in the order of the items,
 * those without an answer are left out.
 *
 * @param ahead - how many are asked before the first is taken
 */
export async function* askAhead<T, R>(
  items: readonly T[],
  ahead: number,
  ask: (item: T) => Promise<R | undefined>,
): AsyncGenerator<R> {
  const pending: Promise<R | undefined>[] = [];
  let next = 0;
  const fill = () => {
    for (const item of items.slice(next, next + ahead - pending.length)) {
      const answer = ask(item);
      // Whoever takes it gets the error; nobody may take it when an earlier one failed.
      answer.catch(() => {});
      pending.push(answer);
      next += 1;
    }
  };
  for (fill(); pending.length > 0; fill()) {
    const answer = await pending.shift();
    if (answer !== undefined) {
      yield answer;
    }
  }
}
