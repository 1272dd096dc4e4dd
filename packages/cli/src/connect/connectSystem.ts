import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError, EXIT } from '../output/errors';
import { EdgeClient } from './EdgeClient';
import { createKeyAndRequest, type KeyType } from './keyAndRequest';
import { assertWritable, writeConnection } from './files';

const signingInfoSchema = z.object({
  csrUrl: z.url(),
  api: z.object({ infoUrl: z.url() }),
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

/** PEM as it is handed to TLS, which would pass over what it cannot read and then distrust the edge without a reason. */
function readAnchor(file: string): string {
  try {
    const pem = readFileSync(file, 'utf8');
    return new X509Certificate(pem) && pem;
  } catch (error) {
    throw new CliError(
      EXIT.usage,
      `--ca ${file} holds no certificate: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  }
}

async function withEdge<T>(
  trust: { ca?: string; cert?: string; key?: string },
  use: (edge: EdgeClient) => Promise<T>,
): Promise<T> {
  const edge = EdgeClient.create(trust);
  try {
    return await use(edge);
  } finally {
    await edge.close();
  }
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
  // Before the token is spent: what is found missing later would cost the caller a new one.
  assertWritable(options.outDir);
  const ca = options.caFile ? readAnchor(options.caFile) : undefined;
  const { info, signed, privateKeyPem } = await withEdge({ ca }, async edge => {
    const signingInfo = await edge.get(options.tokenUrl, signingInfoSchema);
    const created = await createKeyAndRequest(
      signingInfo.certificate.subject,
      options.keyType,
    );
    const csr = Buffer.from(created.requestPem, 'utf8').toString('base64');
    return {
      info: signingInfo,
      signed: await edge.post(signingInfo.csrUrl, { csr }, signedSchema),
      privateKeyPem: created.privateKeyPem,
    };
  });

  const certificatePem = decodePem('clientCrt', signed.clientCrt);
  const chainPem = decodePem('caCrt', signed.caCrt);
  const management = await withEdge(
    { ca, cert: `${certificatePem}\n${chainPem}`, key: privateKeyPem },
    edge => edge.get(info.api.infoUrl, managementInfoSchema),
  );

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
