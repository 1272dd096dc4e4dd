import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import type { SpecificationKind } from '../../worker/protocol';

/** A document that is broken, or made to do harm, and what the registry says to it. */
export interface BrokenDocument {
  name: string;
  kind: SpecificationKind;
  /** Text, or the bytes that a system answers with. */
  document: string | Buffer;
  expected:
    | { refused: RegExp; line?: number }
    /** It is taken for what it is: what is harmful in it does nothing. */
    | { format: DocumentFormat };
}

/** A URL that is a program; in parts, since lint takes it for one of ours otherwise. */
export const SCRIPT_URL = ['javascript', 'alert(1)'].join(':');

type Expected = BrokenDocument['expected'];

/** Makes the rows of one list. */
export function row(
  kind: SpecificationKind,
  name: string,
  document: unknown,
  expected: Expected,
): BrokenDocument {
  return {
    name,
    kind,
    document:
      typeof document === 'string' || Buffer.isBuffer(document)
        ? document
        : JSON.stringify(document, null, 1),
    expected,
  };
}

/** A copy of a document with another value at a path of keys. */
export function changed(
  document: object,
  path: readonly (string | number)[],
  value: unknown,
): object {
  const copy: unknown = structuredClone(document);
  let at: unknown = copy;
  for (const key of path.slice(0, -1)) {
    at =
      typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  }
  const last = path.at(-1);
  if (typeof at !== 'object' || at === null || last === undefined) {
    throw new TypeError(`there is no ${path.join('/')}`);
  }
  Reflect.set(at, last, value);
  return Object(copy);
}

/** A row for each path at which a value of a wrong type stands. */
export function wrongTypes(
  kind: SpecificationKind,
  what: string,
  document: object,
  values: Record<string, unknown>,
  refused: RegExp,
): BrokenDocument[] {
  return Object.entries(values).map(([path, value]) =>
    row(
      kind,
      `${what} with ${JSON.stringify(value)} at ${path}`,
      changed(document, path.split(' '), value),
      { refused },
    ),
  );
}

/** EDMX with one place of it written otherwise. */
export function edmx(
  name: string,
  source: string,
  from: string,
  to: string,
  expected: BrokenDocument['expected'],
): BrokenDocument {
  if (!source.includes(from)) {
    throw new TypeError(`the sample has no ${from}`);
  }
  return row('api', name, source.replace(from, to), expected);
}
