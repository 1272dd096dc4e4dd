import { readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withIdentifier, type GivenService } from './givenService';
import type { DefinitionFile } from './parsedFile';

const fields = z.record(z.string(), z.unknown());

/** What it may refer to, and what was referred to so far. */
interface Surroundings {
  /** Nothing outside of this folder is read. */
  root: string;
  /** Absolute paths of the files that definitions refer to. */
  used: Set<string>;
}

/**
 * A definition with the files that it refers to in place: `specFile` of `api` and `events`, `sourceFile` of the pages of
 * `documentation`, each relative to the definition.
 */
export function readDefinition(
  { file, value }: DefinitionFile,
  { root, used }: Surroundings,
): GivenService {
  const folder = path.dirname(file);
  const inPlace = (
    part: unknown,
    reference: string,
    field: string,
  ): unknown => {
    const given = fields.safeParse(part).data;
    if (!given || !(reference in given)) {
      return part;
    }
    const { [reference]: name, ...rest } = given;
    if (typeof name !== 'string') {
      throw new Error(`${reference} is not the name of a file`);
    }
    const wanted = path.resolve(folder, name);
    used.add(wanted);
    return { ...rest, [field]: readInside(root, wanted, name) };
  };
  try {
    const documentation = fields.safeParse(value.documentation).data;
    const docs = z.array(z.unknown()).safeParse(documentation?.docs).data;
    const definition = {
      ...value,
      ...('api' in value && { api: inPlace(value.api, 'specFile', 'spec') }),
      ...('events' in value && {
        events: inPlace(value.events, 'specFile', 'spec'),
      }),
      ...(documentation &&
        docs && {
          documentation: {
            ...documentation,
            docs: docs.map(page => inPlace(page, 'sourceFile', 'source')),
          },
        }),
    };
    return { source: file, definition: withIdentifier(definition) };
  } catch (error) {
    return {
      source: file,
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

/** @throws Error that names the reference as it was written */
function readInside(root: string, wanted: string, name: string): string {
  let real: string;
  try {
    real = realpathSync(wanted);
  } catch (error) {
    throw new Error(
      `${name} cannot be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
  const relative = path.relative(realpathSync(root), real);
  if (relative.startsWith('..') || path.isAbsolute(relative)) {
    throw new Error(`${name} lies outside of ${root}`);
  }
  return readFileSync(real, 'utf8');
}
