import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ConfigurationError } from './failures';
import { errorMessage } from './errors';

/** Keys and addresses have a few hundred bytes; more is the wrong file. */
const MAX_BYTES = 64 * 1024;

/** Where the texts of a configuration come from that do not stand in it. */
export interface ReferenceSources {
  env: NodeJS.ProcessEnv;
  /** Relative `$file` paths start here. */
  directory: string;
}

/**
 * Puts texts from elsewhere into a configuration, so that it can lie in the open: `{ "$file": "token" }` becomes what
 * the file holds, without a final line end, and `{ "$env": "NAME" }` the value of a variable.
 *
 * @throws ConfigurationError that names the field and the reference, never a value
 */
export function resolveReferences(
  value: unknown,
  sources: ReferenceSources,
  field: readonly string[] = [],
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      resolveReferences(item, sources, [...field, String(index)]),
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
        resolveReferences(item, sources, [...field, key]),
      ]),
    );
  }
  return textOf(reference, entries.length, sources, field.join('.'));
}

function textOf(
  [kind, name]: [string, unknown],
  keys: number,
  { env, directory }: ReferenceSources,
  field: string,
): string {
  if (keys !== 1 || typeof name !== 'string' || name === '') {
    throw new ConfigurationError(
      `${field}: ${kind} must stand alone, with the name of what it refers to`,
    );
  }
  switch (kind) {
    case '$env': {
      const text = env[name];
      if (!text) {
        throw new ConfigurationError(`${field}: variable ${name} is not set`);
      }
      return text;
    }
    case '$file':
      return readText(path.resolve(directory, name), field);
    default:
      throw new ConfigurationError(
        `${field}: ${kind} is unknown; there are $file and $env`,
      );
  }
}

function readText(file: string, field: string): string {
  let text: string;
  try {
    if (statSync(file).size > MAX_BYTES) {
      throw new Error(`it has more than ${MAX_BYTES} bytes`);
    }
    text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new ConfigurationError(
      `${field}: ${file} cannot be read: ${errorMessage(cause)}`,
      { cause },
    );
  }
  if (text === '') {
    throw new ConfigurationError(`${field}: ${file} is empty`);
  }
  return text;
}
