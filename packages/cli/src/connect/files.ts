import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { CliError, EXIT } from '../output/errors';

const NAMES = {
  key: 'key.pem',
  certificate: 'cert.pem',
  chain: 'chain.pem',
  info: 'info.json',
} as const;

function nearestExisting(dir: string): string {
  return existsSync(dir) || path.dirname(dir) === dir
    ? dir
    : nearestExisting(path.dirname(dir));
}

/**
 * @param dir - absolute
 * @throws CliError when a file that would be written exists, or when nothing can be written there
 */
export function assertWritable(dir: string): void {
  const taken = Object.values(NAMES).filter(name =>
    existsSync(path.join(dir, name)),
  );
  if (taken.length > 0) {
    throw new CliError(
      EXIT.usage,
      `${dir} already holds ${taken.join(', ')}.`,
      'Give another directory with --out.',
    );
  }
  const existing = nearestExisting(dir);
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    throw new CliError(EXIT.usage, `${existing} cannot be written to.`);
  }
  if (!statSync(existing).isDirectory()) {
    throw new CliError(EXIT.usage, `${existing} is not a directory.`);
  }
}

/**
 * Writes the four files, the key readable by its owner only; all of them or none. A file that has come into being
 * in the meantime is left as it is, and fails the whole: a key is never overwritten.
 */
export function writeConnection(
  dir: string,
  content: {
    privateKeyPem: string;
    certificatePem: string;
    chainPem: string;
    management: unknown;
  },
): { key: string; certificate: string; chain: string; info: string } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = {
    key: path.join(dir, NAMES.key),
    certificate: path.join(dir, NAMES.certificate),
    chain: path.join(dir, NAMES.chain),
    info: path.join(dir, NAMES.info),
  };
  const texts: [string, string, number][] = [
    [files.key, content.privateKeyPem, 0o600],
    [files.certificate, content.certificatePem, 0o644],
    [files.chain, content.chainPem, 0o644],
    [files.info, `${JSON.stringify(content.management, null, 2)}\n`, 0o644],
  ];
  const temporary = (file: string) => `${file}.${process.pid}`;
  const placed: string[] = [];
  try {
    for (const [file, text, mode] of texts) {
      writeFileSync(temporary(file), text.endsWith('\n') ? text : `${text}\n`, {
        mode,
      });
    }
    for (const [file] of texts) {
      // A link fails where a rename would replace.
      linkSync(temporary(file), file);
      placed.push(file);
    }
  } catch (error) {
    for (const file of placed) {
      rmSync(file, { force: true });
    }
    throw error;
  } finally {
    for (const [file] of texts) {
      rmSync(temporary(file), { force: true });
    }
  }
  return files;
}
