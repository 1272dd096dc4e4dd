import { createHash } from 'node:crypto';
import type { ResourceKind } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { ListOptions } from '../ports';
import { ContinueTokenExpiredError } from '../ports/errors';

/** A server takes its tokens for any list: ours remember what they were given for (decision 0002, rule 9). */
const tokenSchema = z.object({
  /** The server's own. */
  token: z.string().min(1),
  /** Version of the first page. */
  version: z.string().min(1),
  /** Digest of what is listed. */
  query: z.string(),
});

export interface ListPosition {
  token: string;
  version: string;
}

export function writeContinueToken(
  kind: ResourceKind,
  options: ListOptions,
  { token, version }: ListPosition,
): string {
  const content: z.infer<typeof tokenSchema> = {
    token,
    version,
    query: digest(kind, options),
  };
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws ContinueTokenExpiredError when it is malformed or was given for another list */
export function readContinueToken(
  kind: ResourceKind,
  options: ListOptions,
  text: string,
): ListPosition {
  const parsed = tokenSchema.safeParse(decode(text));
  if (!parsed.success || parsed.data.query !== digest(kind, options)) {
    throw new ContinueTokenExpiredError(
      'continue: not a token of this list; start the list again',
    );
  }
  return parsed.data;
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function digest(kind: ResourceKind, { namespace, labels }: ListOptions) {
  const sorted = Object.entries(labels ?? {}).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return createHash('sha256')
    .update(
      JSON.stringify([kind.apiVersion, kind.kind, namespace ?? null, sorted]),
    )
    .digest('base64url')
    .slice(0, 16);
}
