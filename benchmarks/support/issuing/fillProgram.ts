/*
 * Writes records of issued certificates past the portal, as many as a long life brings:
 * `node --require @backstage/cli/config/nodeTransform.cjs fillProgram.ts <JSON>`.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  API_VERSION,
  certificateObjectName,
  ClientCertificateKind,
  ENVIRONMENT_LABEL,
} from '@remote-env/plugin-remote-env-common';
import { createDatabaseResourceStore } from '@remote-env/plugin-remote-env-node/database';
import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';

/** Writes at once; the store commits them together. */
const WIDTH = 128;
const NAMESPACE = 'remote-env-system';

const jobSchema = z.object({
  /** Configuration of a gateway on the same store. */
  config: z.string(),
  environment: z.object({ name: z.string(), uid: z.string() }),
  /** What each record holds. */
  pem: z.string(),
  count: z.number().int(),
});
const configSchema = z.object({
  encryptionKey: z.string(),
  resourceStore: z.object({
    database: z.object({ client: z.literal('sqlite'), file: z.string() }),
  }),
});

async function main(): Promise<void> {
  const job = jobSchema.parse(JSON.parse(process.argv[2] ?? ''));
  const config = configSchema.parse(
    JSON.parse(readFileSync(job.config, 'utf8')),
  );
  const store = createDatabaseResourceStore({
    connection: config.resourceStore.database,
    encryptionKey: Buffer.from(config.encryptionKey, 'base64'),
  });
  const { issuer, subject, notBefore, notAfter, keyAlgorithm } =
    certificateFacts(job.pem);
  let left = job.count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const fingerprint = randomBytes(32).toString('hex');
      await store.create(ClientCertificateKind, {
        apiVersion: API_VERSION,
        kind: ClientCertificateKind.kind,
        metadata: {
          namespace: NAMESPACE,
          name: certificateObjectName(fingerprint),
          labels: { [ENVIRONMENT_LABEL]: job.environment.name },
        },
        spec: {
          environment: job.environment,
          issuer,
          serialNumber: randomBytes(16).toString('hex').toUpperCase(),
          fingerprint,
          subject,
          notBefore: notBefore.toISOString(),
          notAfter: notAfter.toISOString(),
          keyAlgorithm,
          source: 'token',
          pem: job.pem,
        },
      });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  await store.close();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
