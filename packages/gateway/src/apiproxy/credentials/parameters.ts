import { UNSETTABLE_HEADERS } from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import type { SecretValues } from './SecretReader';
import { ProxyError } from '../ProxyError';
import { headerValue, type RawHeaders } from '../forwarding/headers';

/** Headers and query parameters to add, name and value by turns as pairs. */
export interface Parameters {
  headers: readonly (readonly [string, string])[];
  query: readonly (readonly [string, string])[];
}

export const NO_PARAMETERS: Parameters = { headers: [], query: [] };

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

const valuesSchema = z.record(z.string(), z.array(z.string()));
const headersSchema = z.record(
  z
    .string()
    .regex(HEADER_NAME)
    .refine(name => !UNSETTABLE_HEADERS.has(name.toLowerCase())),
  z.array(z.string().regex(HEADER_VALUE)),
);

/**
 * Reads `headers` and `queryParameters` of a Secret, each JSON `{name: [values]}` or absent.
 *
 * @throws ProxyError 500
 */
export function parseParameters(values: SecretValues): Parameters {
  return {
    headers: pairs(values.headers, headersSchema, 'headers'),
    query: pairs(values.queryParameters, valuesSchema, 'queryParameters'),
  };
}

function pairs(
  json: string | undefined,
  schema: z.ZodType<Record<string, string[]>>,
  field: string,
): [string, string][] {
  if (!json) {
    return [];
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    parsed = undefined;
  }
  const result = schema.safeParse(parsed);
  if (!result.success) {
    throw ProxyError.broken(
      `The stored ${field} of the service cannot be used.`,
    );
  }
  return Object.entries(result.data).flatMap(([name, each]) =>
    each.map((value): [string, string] => [name, value]),
  );
}

/** Adds each header unless one of its name is there already; several values of one name are all added. */
export function addHeaders(
  raw: RawHeaders,
  headers: Parameters['headers'],
): void {
  const missing = headers.filter(
    ([name]) => headerValue(raw, name.toLowerCase()) === undefined,
  );
  for (const [name, value] of missing) {
    raw.push(name, value);
  }
}

/** Adds each parameter to path and query unless one of its name is there already. */
export function addQuery(path: string, query: Parameters['query']): string {
  if (query.length === 0) {
    return path;
  }
  const mark = path.indexOf('?');
  const present = new URLSearchParams(mark < 0 ? '' : path.slice(mark + 1));
  const added = query
    .filter(([name]) => !present.has(name))
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    )
    .join('&');
  if (!added) {
    return path;
  }
  return `${path}${mark < 0 ? '?' : '&'}${added}`;
}
