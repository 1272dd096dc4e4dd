import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError, EXIT } from '../output/errors';

const VARIABLE = 'REMOTE_ENV_PASSPHRASE';

/**
 * The passphrase of an archive: from a file, from the environment, or asked for. Never an argument, which everybody on
 * the machine could read.
 *
 * @param twice - a new one, which nobody can know to be mistyped
 * @throws CliError
 */
export async function readPassphrase(options: {
  file?: string;
  twice: boolean;
}): Promise<string> {
  const { file, twice } = options;
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch(error => {
      throw new CliError(
        EXIT.usage,
        `The passphrase cannot be read from ${file}: ${error.code}`,
      );
    });
    return text.replace(/\r?\n$/, '');
  }
  const given = process.env[VARIABLE];
  if (given) {
    return given;
  }
  if (!process.stdin.isTTY) {
    throw new CliError(
      EXIT.usage,
      'There is no passphrase',
      `Give it by --passphrase-file, by ${VARIABLE}, or type it in a terminal.`,
    );
  }
  const passphrase = await ask('Passphrase of the archive: ');
  if (twice && (await ask('Once more: ')) !== passphrase) {
    throw new CliError(EXIT.usage, 'The two are not the same');
  }
  return passphrase;
}

async function ask(question: string): Promise<string> {
  // What is typed does not show.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({
    input: process.stdin,
    output,
    terminal: true,
  });
  process.stderr.write(question);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
