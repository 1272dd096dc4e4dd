import type { FetchApi } from '@backstage/frontend-plugin-api';
import { PortalError } from '../PortalError';

/** What the typed client makes of an answer. */
export interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a good answer. @throws PortalError for any other, or for none */
export async function answerOf<T>(pending: Promise<Answer<T>>) {
  const answer = await pending.catch(error => {
    throw PortalError.unreachable(error);
  });
  if (!answer.response.ok) {
    throw PortalError.fromAnswer(answer.response, answer.error);
  }
  return answer;
}

/** Waits for a good answer with a body. @throws PortalError */
export async function dataOf<T>(pending: Promise<Answer<T>>): Promise<T> {
  const { data, response } = await answerOf(pending);
  if (data === undefined) {
    throw PortalError.fromAnswer(response, undefined);
  }
  return data;
}

/**
 * Sends a request by address and options. Backstage's fetch looks into a request object and so uses up its body
 * before it is sent.
 */
export async function send(
  fetchApi: FetchApi,
  request: Request,
): Promise<Response> {
  const body = await request.text();
  return fetchApi.fetch(request.url, {
    method: request.method,
    headers: request.headers,
    signal: request.signal,
    ...(body && { body }),
  });
}
