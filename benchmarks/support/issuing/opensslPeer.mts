import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Milliseconds that `openssl x509 -req` takes for each of some certificates, by a CA with a key like ours. */
export function opensslTimes(count: number): number[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'openssl-peer-'));
  const openssl = (command: string) =>
    execFileSync('openssl', command.split(' '), {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore'],
    });
  try {
    openssl(
      'req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.crt -days 2 -subj /CN=Peer',
    );
    openssl(
      'req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key -out csr -subj /CN=shop',
    );
    return Array.from({ length: count }, (_, serial) => {
      const started = performance.now();
      openssl(
        `x509 -req -in csr -CA ca.crt -CAkey ca.key -set_serial ${
          serial + 1
        } -days 1 -out crt`,
      );
      return performance.now() - started;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
