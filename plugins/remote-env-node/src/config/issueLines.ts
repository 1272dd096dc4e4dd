import type { z } from 'zod';
import { keysAt, withSuggestion } from './knownKeys';

/** What is wrong with one key of a configuration, as one line that never holds its value. */
export interface IssueLine {
  path: readonly PropertyKey[];
  line: string;
}

/** Text for keys that are missing, where the schema itself has none. */
export const missingIsSaid: z.core.$ZodErrorMap = issue =>
  issue.code === 'invalid_type' && issue.input === undefined
    ? 'is missing'
    : undefined;

/** `remoteEnv.gateway.roles[1]` */
export function keyOf(path: readonly PropertyKey[], root = ''): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') {
      return `${text}[${part}]`;
    }
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, root);
}

/**
 * @param root - key of the whole, e.g. `remoteEnv`
 */
export function issueLine(
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssue,
  root = '',
): IssueLine {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    return { path, line: unknownKeysLine(schema, path, issue.keys, root) };
  }
  const key = keyOf(path, root) || 'the document';
  const text = issue.message;
  return {
    path,
    line: /^(is|must|has) /.test(text) ? `${key} ${text}` : `${key}: ${text}`,
  };
}

/**
 * Keys that a schema does not know, where it takes no notice of them by itself. What another choice of a union would
 * have may stand there.
 *
 * @param path - of the value, in the document that the schema is for
 */
export function unknownKeyLines(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): IssueLine[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [];
  }
  const known = keysAt(schema, path);
  if (known.length === 0) {
    return [];
  }
  const unknown = Object.keys(value).filter(key => !known.includes(key));
  return [
    ...(unknown.length > 0
      ? [{ path, line: unknownKeysLine(schema, path, unknown, '') }]
      : []),
    ...Object.entries(value).flatMap(([key, item]) =>
      unknownKeyLines(schema, item, [...path, key]),
    ),
  ];
}

function unknownKeysLine(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  keys: readonly string[],
  root: string,
): string {
  const known = keysAt(schema, path);
  return `${keyOf(path, root) || 'the document'} has unknown keys: ${keys
    .map(key => withSuggestion(key, known))
    .join(', ')}`;
}
