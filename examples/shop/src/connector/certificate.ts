import 'reflect-metadata';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  PemConverter,
  Pkcs10CertificateRequestGenerator,
} from '@peculiar/x509';
import { z } from 'zod';
import { call, type ClientIdentity } from './http';

const ALGORITHM = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

const infoSchema = z.object({
  csrUrl: z.url(),
  api: z.object({ infoUrl: z.url() }),
  certificate: z.object({ subject: z.string() }),
});
const signedSchema = z.object({ crt: z.string() });

interface Connection {
  identity: ClientIdentity;
  /** Where the edge tells its addresses to whoever shows the certificate. */
  infoUrl: string;
}

const INFO_PATH = '/v1/applications/management/info';

function writePrivately(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/**
 * Key, certificate and address from an earlier run.
 *
 * @param edgeUrl - where the edge is now, if that may have changed
 */
export function readConnection(
  stateDir: string,
  edgeUrl?: string,
): Connection | undefined {
  const file = (name: string) => path.join(stateDir, name);
  if (!existsSync(file('cert.pem'))) {
    return undefined;
  }
  return {
    identity: {
      cert: readFileSync(file('cert.pem'), 'utf8'),
      key: readFileSync(file('key.pem'), 'utf8'),
    },
    infoUrl: edgeUrl
      ? new URL(INFO_PATH, edgeUrl).href
      : readFileSync(file('info-url'), 'utf8').trim(),
  };
}

/** Exchanges a one-time token for a client certificate and keeps it. */
export async function connect(
  tokenUrl: string,
  stateDir: string,
  ca: string | undefined,
): Promise<Connection> {
  const info = await call(tokenUrl, { ca }, infoSchema);
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]);
  const request = await Pkcs10CertificateRequestGenerator.create(
    { name: info.certificate.subject, keys, signingAlgorithm: ALGORITHM },
    crypto,
  );
  const csr = Buffer.from(request.toString('pem'), 'utf8').toString('base64');
  const signed = await call(
    info.csrUrl,
    { ca, method: 'POST', body: { csr } },
    signedSchema,
  );

  const key = PemConverter.encode(
    await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  const cert = Buffer.from(signed.crt, 'base64').toString('utf8');
  writePrivately(path.join(stateDir, 'key.pem'), key);
  writePrivately(path.join(stateDir, 'info-url'), info.api.infoUrl);
  // Last, because its presence means that the connection is complete.
  writePrivately(path.join(stateDir, 'cert.pem'), cert);
  return { identity: { cert, key }, infoUrl: info.api.infoUrl };
}
