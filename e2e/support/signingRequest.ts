import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Base64 of a PEM request for the subject of the older protocol, `O=…,OU=…,CN=…`. */
export async function signingRequest(subject: string): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), 'remote-env-csr-'));
  try {
    const file = path.join(directory, 'csr.pem');
    await run('openssl', [
      ...['req', '-new', '-newkey', 'rsa:2048', '-nodes'],
      ...['-keyout', path.join(directory, 'key.pem'), '-out', file],
      ...['-subj', `/${subject.replaceAll(',', '/')}`],
    ]);
    return readFileSync(file).toString('base64');
  } finally {
    rmSync(directory, { recursive: true });
  }
}
