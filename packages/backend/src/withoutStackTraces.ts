import type { RequestHandler } from 'express';

function withoutStack(body: unknown): unknown {
  if (
    typeof body !== 'object' ||
    body === null ||
    !('error' in body) ||
    typeof body.error !== 'object' ||
    body.error === null
  ) {
    return body;
  }
  const { stack: _, ...error } = { stack: undefined, ...body.error };
  return { ...body, error };
}

/**
 * Takes the stack trace out of every error in Backstage's shape. With `NODE_ENV=development` each plugin's own error
 * handler puts one in, and none of ours is to leave the process.
 */
export const withoutStackTraces: RequestHandler = (
  _request,
  response,
  next,
) => {
  const json = response.json.bind(response);
  response.json = body =>
    json(response.statusCode >= 400 ? withoutStack(body) : body);
  next();
};
