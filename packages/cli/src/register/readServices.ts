import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { readGiven } from '../files/readGiven';
import { CliError, EXIT } from '../output/errors';
import { servicesOfDocuments } from './bareDocuments';
import type { GivenService } from './givenService';
import { parsedFile, type DocumentFile } from './parsedFile';
import { readDefinition } from './readDefinition';

/** Of files that may hold a definition or a document. */
const ENDING = /\.(json|ya?ml)$/i;

/** What a command was given to register. */
export interface GivenServices {
  services: GivenService[];
  /** Files of a folder that hold neither a definition nor a document. */
  skipped: string[];
}

/**
 * The services that files and folders name: definitions with the documents they refer to, and documents that no
 * definition refers to.
 *
 * @param paths - `-` for a definition from standard input
 * @throws CliError when one cannot be read, or a file that was named holds nothing to register
 */
export function readServices(
  paths: readonly string[],
  provider: string,
): GivenServices {
  const services: GivenService[] = [];
  const bare: DocumentFile[] = [];
  const used = new Set<string>();
  const skipped: string[] = [];
  for (const given of paths) {
    const isFolder = given !== '-' && isDirectory(given);
    const root = isFolder ? given : path.dirname(given);
    for (const file of isFolder ? filesBelow(given) : [given]) {
      const parsed = parsedFile(
        file,
        readGiven(file === '-' ? 0 : file).toString(),
      );
      if (parsed.kind === 'definition') {
        services.push(readDefinition(parsed, { root, used }));
      } else if (parsed.kind === 'document') {
        bare.push(parsed);
      } else if (isFolder && parsed.kind === 'other') {
        skipped.push(file);
      } else {
        services.push({ source: file, problem: parsed.problem });
      }
    }
  }
  const all = [
    ...services,
    ...servicesOfDocuments(
      bare.filter(({ file }) => !used.has(path.resolve(file))),
      provider,
    ),
  ];
  return { services: refusingTwins(all), skipped };
}

/** Two of one identifier would replace each other in turn. */
function refusingTwins(services: GivenService[]): GivenService[] {
  const first = new Map<string, string>();
  return services.map(service => {
    const { definition, source } = service;
    const identifier = definition?.identifier;
    if (typeof identifier !== 'string') {
      return service;
    }
    const other = first.get(identifier);
    first.set(identifier, other ?? source);
    return other === undefined
      ? service
      : { source, problem: `has the identifier '${identifier}' of ${other}` };
  });
}

function isDirectory(given: string): boolean {
  try {
    return statSync(given).isDirectory();
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `${given} cannot be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
}

/** In the order of their names; what is hidden or installed is not looked at. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        return filesBelow(file);
      }
      return entry.isFile() && ENDING.test(entry.name) ? [file] : [];
    });
}
