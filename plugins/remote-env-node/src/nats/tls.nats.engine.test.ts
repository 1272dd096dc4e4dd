import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NatsConnectionConfig } from '../config';
import { natsConnection } from '../testing/engines/natsConnection';
import { startNats, type TestNats } from '../testing/engines/startNats';
import { createNatsEventBus } from './createNatsEventBus';

describe('NATS over TLS', () => {
  let folder: string;
  let caFile: string;
  let secure: TestNats;
  let misnamed: TestNats;
  let clear: TestNats;

  function certificate(name: string) {
    const certFile = path.join(folder, `${name}.pem`);
    const keyFile = path.join(folder, `${name}.key`);
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt'],
        ...['ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
        ...['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
        ...['-keyout', keyFile, '-out', certFile],
      ],
      { stdio: 'ignore' },
    );
    return { certFile, keyFile };
  }

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'nats-tls-'));
    const [good, other] = ['localhost', 'nats.test'].map(certificate);
    caFile = path.join(folder, 'ca.pem');
    await writeFile(
      caFile,
      [good, other]
        .map(files => readFileSync(files!.certFile, 'utf8'))
        .join(''),
    );
    [secure, misnamed, clear] = await Promise.all([
      startNats({ tls: good }),
      startNats({ tls: other }),
      startNats(),
    ]);
  }, 30_000);

  afterAll(async () => {
    await Promise.all([secure, misnamed, clear].map(server => server.stop()));
    await rm(folder, { recursive: true });
  });

  async function use(
    server: TestNats,
    change: Partial<NatsConnectionConfig>,
  ): Promise<unknown> {
    const bus = createNatsEventBus({
      connection: {
        ...natsConnection(server),
        servers: [server.url.replace('nats://127.0.0.1', 'tls://localhost')],
        ...change,
      },
      duplicateWindowSeconds: 60,
      retentionSeconds: 60,
    });
    try {
      return await bus.listConsumers();
    } finally {
      await bus.close();
    }
  }

  it('trusts the CA that the configuration names, and no other', async () => {
    expect(await use(secure, { tls: { caFile } })).toEqual([]);
    await expect(use(secure, {})).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining('NATS cannot be reached'),
    });
  });

  it('wants the name in the certificate', async () => {
    await expect(use(misnamed, { tls: { caFile } })).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining('nats.test'),
    });
  });

  it('never goes on in the clear', async () => {
    const unavailable = { name: 'StoreUnavailableError' };
    await expect(use(clear, {})).rejects.toMatchObject(unavailable);
    await expect(
      use(clear, { servers: [clear.url], tls: { caFile } }),
    ).rejects.toMatchObject(unavailable);
    expect(await use(clear, { servers: [clear.url] })).toEqual([]);
  });
});
