import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
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

/** @throws CliError when a file that would be written exists: a key is never overwritten */
export function assertEmpty(dir: string): void {
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
}

/** Writes the four files, the key readable by its owner only; all of them or none. */
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
  try {
    for (const [file, text, mode] of texts) {
      writeFileSync(temporary(file), text.endsWith('\n') ? text : `${text}\n`, {
        mode,
      });
    }
    for (const [file] of texts) {
      renameSync(temporary(file), file);
    }
  } finally {
    for (const [file] of texts) {
      rmSync(temporary(file), { force: true });
    }
  }
  return files;
}
