import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  type KeyAndCertificate,
  pemCertificates,
} from '@remote-env/plugin-remote-env-node/x509';
import { SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { edgeHosts } from './edgeHosts';
import { putSecret, textOf } from './__testUtils__/secrets';
import { AUTHORITY, trustOn } from './__testUtils__/trustOn';

const DAY = 24 * 3600 * 1000;

describe('TrustAnchors', () => {
  const { open } = useTestStore();
  let dataDir: string;
  /** Making RSA keys takes a second or more: most tests bring these. */
  let brought: { client: KeyAndCertificate; edge: KeyAndCertificate };

  beforeAll(async () => {
    brought = {
      client: await Authority.createRoot({ subject: [['CN', 'Client CA']] }),
      edge: await Authority.createRoot({ subject: [['CN', 'Edge CA']] }),
    };
  }, 60_000);

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'trust-'));
  });

  afterEach(async () => {
    jest.useRealTimers();
    await rm(dataDir, { recursive: true });
  });

  function anchorsOn(store: ResourceStore, publicUrl?: string) {
    return trustOn(store, { dataDir, publicUrl }).anchors;
  }

  /** @returns the chain of the authority that a portal signs with after it has prepared */
  async function prepared(store: ResourceStore): Promise<string> {
    const { anchors, clients } = trustOn(store, { dataDir });
    await anchors.prepare();
    return (await clients.current.get()).chain;
  }

  async function bringAuthorities(store: ResourceStore) {
    for (const [name, pair] of [
      ['client-ca', brought.client],
      ['edge-ca', brought.edge],
    ] as const) {
      await putSecret(store, AUTHORITY, name, {
        'tls.crt': pair.certificate,
        'tls.key': pair.key,
      });
    }
  }

  it('makes everything at first start, and keeps it at the next', async () => {
    const store = open();
    const chain = await prepared(store);
    const edgeTls = await textOf(store, SYSTEM, 'edge-tls', 'tls.crt');
    const edgeCa = await readFile(path.join(dataDir, 'edge-ca.pem'), 'utf8');

    expect(await textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt')).toBe(
      chain,
    );
    const leaf = new X509Certificate(edgeTls);
    expect(leaf.verify(new X509Certificate(edgeCa).publicKey)).toBe(true);
    for (const host of ['127.0.0.1', '::1']) {
      expect(leaf.checkIP(host)).toBe(host);
    }
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect((await stat(path.join(dataDir, 'edge-ca.pem'))).mode % 0o1000).toBe(
      0o600,
    );
    expect(await readdir(dataDir)).toEqual(['edge-ca.pem']);

    expect(await prepared(store)).toBe(chain);
    expect(await textOf(store, SYSTEM, 'edge-tls', 'tls.crt')).toBe(edgeTls);
    expect(new X509Certificate(chain).subject).toMatch(
      /^O=Acme\nCN=Remote Environments client CA [0-9a-f]{8}$/,
    );
  }, 60_000);

  it('keeps keys of authorities out of the system namespace', async () => {
    const store = open();
    await bringAuthorities(store);
    await anchorsOn(store).prepare();
    const { items } = await store.list(SecretKind, { namespace: SYSTEM });
    expect(
      items.map(item => [item.metadata.name, Object.keys(item.data ?? {})]),
    ).toEqual([
      ['client-ca-bundle', ['ca.crt']],
      ['edge-tls', ['tls.crt', 'tls.key']],
    ]);
    expect(
      new X509Certificate(await textOf(store, SYSTEM, 'edge-tls', 'tls.crt'))
        .ca,
    ).toBe(false);
  });

  it('makes one of each when two portals start at once', async () => {
    const [a, b] = await Promise.all([prepared(open()), prepared(open())]);
    expect(a).toBe(b);
    const store = open();
    const bundle = await textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt');
    expect(bundle).toBe(a);
    const edgeCa = await textOf(store, AUTHORITY, 'edge-ca', 'tls.crt');
    const leaf = new X509Certificate(
      await textOf(store, SYSTEM, 'edge-tls', 'tls.crt'),
    );
    expect(leaf.verify(new X509Certificate(edgeCa).publicKey)).toBe(true);
    expect(await readFile(path.join(dataDir, 'edge-ca.pem'), 'utf8')).toBe(
      edgeCa,
    );
  }, 60_000);

  it('uses an authority that somebody brought, and trusts the former one as well', async () => {
    const store = open();
    await bringAuthorities(store);
    await anchorsOn(store).prepare();
    await store.delete(SecretKind, { namespace: AUTHORITY, name: 'client-ca' });
    const own = brought.edge;
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': own.certificate,
      'tls.key': own.key,
    });

    const chain = await prepared(store);
    expect(chain).toBe(own.certificate);
    expect(
      pemCertificates(
        await textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt'),
      ),
    ).toEqual([own.certificate, brought.client.certificate]);
  });

  it('replaces the edge certificate before it expires and when hosts change', async () => {
    const store = open();
    await bringAuthorities(store);
    await anchorsOn(store).prepare();
    const first = await textOf(store, SYSTEM, 'edge-tls', 'tls.crt');

    await anchorsOn(store, 'https://edge.acme.test:8443').renew();
    const second = await textOf(store, SYSTEM, 'edge-tls', 'tls.crt');
    expect(second).not.toBe(first);
    expect(new X509Certificate(second).checkHost('edge.acme.test')).toBe(
      'edge.acme.test',
    );

    const anchors = anchorsOn(store, 'https://edge.acme.test:8443');
    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(Date.now() + 59 * DAY);
    await anchors.renew();
    expect(await textOf(store, SYSTEM, 'edge-tls', 'tls.crt')).toBe(second);
    jest.setSystemTime(Date.now() + 2 * DAY);
    await anchors.renew();
    const third = await textOf(store, SYSTEM, 'edge-tls', 'tls.crt');
    expect(third).not.toBe(second);
  });

  it('leaves an edge certificate that somebody brought alone', async () => {
    const store = open();
    await bringAuthorities(store);
    await putSecret(store, SYSTEM, 'edge-tls', {
      'tls.crt': 'own',
      'tls.key': 'key',
    });
    await anchorsOn(store).prepare();
    expect(await textOf(store, SYSTEM, 'edge-tls', 'tls.crt')).toBe('own');
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('says which Secret cannot be used', async () => {
    const store = open();
    await putSecret(store, AUTHORITY, 'client-ca', { 'tls.crt': 'x' });
    await expect(anchorsOn(store).prepare()).rejects.toThrow(
      'Secret remote-env-authority/client-ca must hold tls.crt and tls.key',
    );
    await store.delete(SecretKind, { namespace: AUTHORITY, name: 'client-ca' });
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': 'x',
      'tls.key': 'y',
    });
    await expect(anchorsOn(store).prepare()).rejects.toThrow(
      'Secret remote-env-authority/client-ca cannot be used',
    );
  });
});

describe('edgeHosts', () => {
  it('are the loopback ones for a local start, otherwise the public one', () => {
    expect(edgeHosts('https://localhost:8443')).toEqual([
      'localhost',
      '127.0.0.1',
      '::1',
    ]);
    expect(edgeHosts('https://[::1]:8443')).toContain('127.0.0.1');
    expect(edgeHosts('https://edge.acme.test/edge')).toEqual([
      'edge.acme.test',
    ]);
  });
});
