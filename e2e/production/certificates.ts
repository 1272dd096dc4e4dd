import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';

const VALIDITY_MS = 24 * 3600 * 1000;

/** What everything on this machine that is reached by TLS identifies itself by. */
export interface MachineCertificate {
  /** PEM file of the authority. */
  caFile: string;
  certFile: string;
  keyFile: string;
  certificate: string;
  key: string;
}

/** A certificate for `localhost` of a new authority, in files of a folder. */
export async function makeCertificate(
  directory: string,
): Promise<MachineCertificate> {
  const root = await Authority.createRoot({
    subject: [['CN', 'One machine']],
  });
  const authority = await Authority.load(root);
  const { certificate, key } = await authority.issueServer({
    hosts: ['localhost', '127.0.0.1'],
    validityMs: VALIDITY_MS,
  });
  const write = (name: string, content: string) => {
    const file = path.join(directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  return {
    caFile: write('ca.pem', root.certificate),
    certFile: write('tls.crt', certificate),
    keyFile: write('tls.key', key),
    certificate,
    key,
  };
}
