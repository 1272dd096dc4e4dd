import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { keyOf, type IssueLine } from '@remote-env/plugin-remote-env-node';
import { errorCode, errorMessage } from './errors';

/** Keys and addresses have a few hundred bytes; more is the wrong file. */
const MAX_BYTES = 64 * 1024;

/** Where the texts of a configuration come from that do not stand in it. */
export interface ReferenceSources {
  env: NodeJS.ProcessEnv;
  /** Relative `$file` paths start here. */
  directory: string;
}

/** A document with all texts in place, and what kept any from being there. */
export interface Resolved {
  /** Where a text could not be had, undefined. */
  value: unknown;
  /** The field, and one line that names field and reference, never a value. */
  problems: IssueLine[];
}

/**
 * Puts texts from elsewhere into a configuration, so that it can lie in the open: `{ "$file": "token" }` becomes what
 * the file holds, without a final line end, and `{ "$env": "NAME" }` the value of a variable.
 */
export function resolveReferences(
  document: unknown,
  sources: ReferenceSources,
): Resolved {
  const problems: IssueLine[] = [];
  return { value: resolve(document, sources, [], problems), problems };
}

function resolve(
  value: unknown,
  sources: ReferenceSources,
  field: readonly (string | number)[],
  problems: IssueLine[],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      resolve(item, sources, [...field, index], problems),
    );
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const reference = entries.find(([key]) => key.startsWith('$'));
  if (reference === undefined) {
    return Object.fromEntries(
      entries.map(([key, item]) => [
        key,
        resolve(item, sources, [...field, key], problems),
      ]),
    );
  }
  try {
    return textOf(reference, entries.length, sources);
  } catch (error) {
    problems.push({
      path: field,
      line: `${keyOf(field)}: ${errorMessage(error)}`,
    });
    return undefined;
  }
}

function textOf(
  [kind, name]: [string, unknown],
  keys: number,
  { env, directory }: ReferenceSources,
): string {
  if (keys !== 1 || typeof name !== 'string' || name === '') {
    throw new Error(
      `${kind} must stand alone, with the name of what it refers to`,
    );
  }
  switch (kind) {
    case '$env': {
      const text = env[name];
      if (!text) {
        throw new Error(`variable ${name} is not set: set it`);
      }
      return text;
    }
    case '$file':
      return readText(path.resolve(directory, name));
    default:
      throw new Error(`${kind} is unknown: there are $file and $env`);
  }
}

function readText(file: string): string {
  let text: string;
  try {
    if (statSync(file).size > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES} bytes`);
    }
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new Error(
      `'${file}' cannot be read (${
        errorCode(cause) ?? errorMessage(cause)
      }): mount it, or name another file`,
    );
  }
  if (text === '') {
    throw new Error(`'${file}' is empty`);
  }
  return text;
}
