import createClient, { type Client } from 'openapi-fetch';
import { z } from 'zod';
import type { PortalApiPaths } from '@remote-env/plugin-remote-env-common';
import { CliError, exitCodeForStatus } from '../output/errors';
import { reach, type Session } from './session';

export type PortalClient = Client<PortalApiPaths>;

const errorSchema = z.object({ error: z.object({ message: z.string() }) });

export function createPortalClient(session: Session): PortalClient {
  return createClient<PortalApiPaths>({
    baseUrl: `${session.portalUrl}/api/remote-env`,
    headers: { authorization: `Bearer ${session.token}` },
    fetch: request => reach(session.portalUrl, () => fetch(request)),
  });
}

/**
 * Words of an error answer, in Backstage's shape or not.
 *
 * @param who - answered, as far as can be told from another shape
 */
export function errorMessage(
  body: unknown,
  status: number,
  who = 'portal',
): string {
  const parsed = errorSchema.safeParse(body);
  return parsed.success
    ? parsed.data.error.message
    : `The ${who} answered status ${status}.`;
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Unwraps an answer of the client. @throws CliError with the portal's own words */
export async function expectData<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok || data === undefined) {
    throw new CliError(
      exitCodeForStatus(response.status),
      errorMessage(error, response.status),
    );
  }
  return data;
}

/** Like expectData for answers without a body. */
export async function expectDone(
  answer: Promise<Answer<unknown>>,
): Promise<void> {
  const { error, response } = await answer;
  if (!response.ok) {
    throw new CliError(
      exitCodeForStatus(response.status),
      errorMessage(error, response.status),
    );
  }
}

interface Page<T> {
  items: T[];
  nextCursor?: string;
}

/** All items of a paged list. */
export async function collect<T>(
  readPage: (cursor?: string) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}
