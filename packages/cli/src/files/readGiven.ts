import { readFileSync } from 'node:fs';
import { CliError, EXIT } from '../output/errors';

/**
 * What a command was given as a file.
 *
 * @param file - a path; 0 for standard input, which has the name `-`
 * @throws CliError when it cannot be read
 */
export function readGiven(file: string | 0): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `${file === 0 ? '-' : file} cannot be read: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
}
