import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError, EXIT } from '../output/errors';
import { EdgeClient } from './EdgeClient';
import { createKeyAndRequest, type KeyType } from './keyAndRequest';
import { assertEmpty, writeConnection } from './files';

export type { KeyType } from './keyAndRequest';

const signingInfoSchema = z.object({
  csrUrl: z.url(),
  api: z.object({ infoUrl: z.url().optional() }),
  certificate: z.object({ subject: z.string() }),
});
const signedSchema = z.object({ clientCrt: z.string(), caCrt: z.string() });
const managementInfoSchema = z.looseObject({
  clientIdentity: z.looseObject({ application: z.string() }),
  urls: z.looseObject({}),
});

export interface Connected {
  application: string;
  /** Lower-case hex SHA-256. */
  fingerprint: string;
  /** RFC 3339. */
  notAfter: string;
  files: { key: string; certificate: string; chain: string; info: string };
}

function decodePem(field: string, base64: string): string {
  const pem = Buffer.from(base64, 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new CliError(
      EXIT.failed,
      `The edge's answer holds no certificate in ${field}.`,
    );
  }
  return pem;
}

/**
 * The whole bootstrap of wire-contracts 1.1: information, key and request, certificate, management information.
 * Writes nothing unless all of it succeeded.
 */
export async function connectSystem(options: {
  tokenUrl: string;
  outDir: string;
  caFile?: string;
  keyType: KeyType;
}): Promise<Connected> {
  assertEmpty(options.outDir);
  const ca = options.caFile ? readFileSync(options.caFile, 'utf8') : undefined;
  const anonymous = EdgeClient.create({ ca });
  const info = await anonymous.get(options.tokenUrl, signingInfoSchema);
  const { privateKeyPem, requestPem } = await createKeyAndRequest(
    info.certificate.subject,
    options.keyType,
  );
  const signed = await anonymous.post(
    info.csrUrl,
    { csr: Buffer.from(requestPem, 'utf8').toString('base64') },
    signedSchema,
  );
  await anonymous.close();

  const certificatePem = decodePem('clientCrt', signed.clientCrt);
  const chainPem = decodePem('caCrt', signed.caCrt);
  if (!info.api.infoUrl) {
    throw new CliError(EXIT.failed, 'The edge named no infoUrl.');
  }
  const identified = EdgeClient.create({
    ca,
    cert: `${certificatePem}\n${chainPem}`,
    key: privateKeyPem,
  });
  const management = await identified.get(
    info.api.infoUrl,
    managementInfoSchema,
  );
  await identified.close();

  const files = writeConnection(options.outDir, {
    privateKeyPem,
    certificatePem,
    chainPem,
    management,
  });
  const certificate = new X509Certificate(certificatePem);
  return {
    application: management.clientIdentity.application,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    notAfter: new Date(certificate.validTo).toISOString(),
    files,
  };
}
