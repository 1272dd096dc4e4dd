import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ContinueTokenExpiredError } from '../../ports/errors';

const tokenSchema = z.object({
  /** Version that the whole list is as of. */
  version: z.number().int().nonnegative(),
  /** Last path of the page before. */
  path: z.string().regex(/^[-a-z0-9./]+$/),
  /** Digest of what is listed. */
  query: z.string(),
});

/** What a token is good for. */
export interface ListQuery {
  kind: string;
  namespace?: string;
  labels: Record<string, string>;
}

export function writeContinueToken(
  query: ListQuery,
  position: { version: number; path: string },
): string {
  const token: z.infer<typeof tokenSchema> = {
    ...position,
    query: digest(query),
  };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** @throws ContinueTokenExpiredError when it is malformed or was given for another list */
export function readContinueToken(
  query: ListQuery,
  token: string,
): { version: number; path: string } {
  const parsed = tokenSchema.safeParse(decode(token));
  if (!parsed.success || parsed.data.query !== digest(query)) {
    throw new ContinueTokenExpiredError(
      'continue: not a token of this list; start the list again',
    );
  }
  return parsed.data;
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function digest({ kind, namespace, labels }: ListQuery): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([kind, namespace ?? null, sorted]))
    .digest('base64url')
    .slice(0, 16);
}
