import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  pemRevocationLists,
  type KeyAndCertificate,
  type RevokedSerial,
} from '@remote-env/plugin-remote-env-node/x509';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { putSecret, textOf } from './__testUtils__/secrets';
import { AUTHORITY, trustOn } from './__testUtils__/trustOn';
import { RevocationLists } from './RevocationLists';

const HOUR = 3600 * 1000;
const BUNDLE = { namespace: SYSTEM, name: 'client-ca-bundle' };

describe('RevocationLists', () => {
  jest.setTimeout(60_000);
  const { open } = useTestStore();
  const started: RevocationLists[] = [];
  let dataDir: string;
  let root: KeyAndCertificate;
  let subject: string;
  /** By issuer. */
  let revoked: Record<string, RevokedSerial[]>;

  beforeAll(async () => {
    root = await Authority.createRoot({ subject: [['CN', 'First']] });
    subject = (await Authority.load(root)).facts.subject;
  });

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'lists-'));
    revoked = {};
  });

  afterEach(async () => {
    jest.useRealTimers();
    started.splice(0).forEach(lists => lists.stop());
    await rm(dataDir, { recursive: true });
  });

  function portalOn(store: ResourceStore, validityMs = 24 * HOUR) {
    const { clients, logger } = trustOn(store, { dataDir });
    const lists = RevocationLists.create({
      ...clients,
      revoked: async issuer => revoked[issuer] ?? [],
      complete: async () => {},
      validityMs,
      logger,
    });
    started.push(lists);
    return { ...clients, lists };
  }

  async function withRoot() {
    const store = open();
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': root.certificate,
      'tls.key': root.key,
    });
    return store;
  }

  const pemOf = (store: ResourceStore) =>
    textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crl');

  /** What OpenSSL reads in each list, checked against the bundle. */
  async function read(store: ResourceStore): Promise<string[]> {
    const ca = path.join(dataDir, 'ca.pem');
    await writeFile(
      ca,
      await textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt'),
    );
    const texts: string[] = [];
    for (const pem of pemRevocationLists(await pemOf(store))) {
      const file = path.join(dataDir, 'list.pem');
      await writeFile(file, pem);
      const { stdout, stderr } = await promisify(execFile)('openssl', [
        ...['crl', '-in', file, '-CAfile', ca, '-verify', '-noout', '-text'],
      ]);
      texts.push(`${stderr}${stdout}`);
    }
    return texts;
  }

  const serial = (serialNumber: string) => ({
    serialNumber,
    revokedAt: new Date('2026-05-01T00:00:00Z'),
  });

  const numberIn = (text = '') =>
    Number(/CRL Number: ?\s+(\d+)/.exec(text)?.[1]);

  const versionOf = async (store: ResourceStore) =>
    (await store.get(SecretKind, BUNDLE))?.metadata.resourceVersion;

  it('writes one that is empty at first, and another one with each revocation', async () => {
    const store = await withRoot();
    const { lists } = portalOn(store);
    await lists.publish();
    const [empty] = await read(store);
    expect(empty).toContain('verify OK');
    expect(empty).toContain('No Revoked Certificates');

    revoked[subject] = [{ ...serial('AB'), code: 'keyCompromise' }];
    await lists.publish();
    const [next] = await read(store);
    expect(next).toContain('verify OK');
    expect(next).toMatch(/Serial Number: AB[^]+Key Compromise/);
    expect(numberIn(next)).toBeGreaterThan(numberIn(empty));
  });

  it('writes nothing while nothing changes, however many portals look', async () => {
    const store = await withRoot();
    revoked[subject] = [serial('AB')];
    const portals = [portalOn(store), portalOn(open()), portalOn(open())];
    await Promise.all(portals.map(({ lists }) => lists.publish()));
    expect(await read(store)).toHaveLength(1);
    const version = await versionOf(store);
    await Promise.all(portals.map(({ lists }) => lists.publish()));
    expect(await versionOf(store)).toBe(version);

    revoked[subject] = [serial('AB'), serial('CD')];
    await Promise.all(portals.map(({ lists }) => lists.publish()));
    const [text] = await read(store);
    expect(text).toContain('Serial Number: CD');
  });

  it('is renewed at half time, also by a portal whose clock is a little behind', async () => {
    const store = await withRoot();
    const { lists } = portalOn(store);
    await lists.publish();
    const version = await versionOf(store);
    const now = Date.now();
    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(now - 60_000);
    await lists.publish();
    jest.setSystemTime(now + 11.9 * HOUR);
    await lists.publish();
    expect(await versionOf(store)).toBe(version);
    jest.setSystemTime(now + 12.1 * HOUR);
    await lists.publish();
    expect(await versionOf(store)).not.toBe(version);
    const before = await versionOf(store);
    await portalOn(store, HOUR).lists.publish();
    expect(await versionOf(store)).not.toBe(before);
  });

  it('puts back what somebody changed or removed', async () => {
    const store = await withRoot();
    revoked[subject] = [serial('AB')];
    const { lists, bundle, current } = portalOn(store);
    await lists.publish();
    const [before] = await read(store);
    const secret = await store.get(SecretKind, BUNDLE);
    if (!secret) {
      throw new Error('there is no bundle');
    }
    await store.update(SecretKind, {
      ...secret,
      data: {
        ...secret.data,
        'ca.crl': Buffer.from('nothing').toString('base64'),
      },
    });
    await lists.publish();
    expect((await read(store))[0]).toContain('Serial Number: AB');

    await store.delete(SecretKind, BUNDLE);
    await bundle.publish((await current.get()).chain);
    await lists.publish();
    const [after] = await read(store);
    expect(after).toContain('Serial Number: AB');
    expect(numberIn(after)).toBeGreaterThanOrEqual(numberIn(before));
  });

  it('has one of each authority whose key is there, the current first, and keeps them when a chain is published', async () => {
    const store = open();
    const { lists, bundle, current, rotation } = portalOn(store);
    const former = await current.get();
    revoked[former.facts.subject] = [serial('AB')];
    const { authority } = await rotation.rotate(former.facts.fingerprint);
    revoked[authority.facts.subject] = [serial('CD')];
    await lists.publish();
    const pem = await pemOf(store);
    await bundle.publish(former.chain);
    await bundle.publish(authority.chain);
    expect(await pemOf(store)).toBe(pem);
    const texts = await read(store);
    expect(texts).toEqual([
      expect.stringContaining('Serial Number: CD'),
      expect.stringContaining('Serial Number: AB'),
    ]);
    expect(texts.every(text => text.includes('verify OK'))).toBe(true);

    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(Date.now() + 2 * HOUR);
    await rotation.forgetUnused(async () => 0);
    await lists.publish();
    expect(await read(store)).toEqual([
      expect.stringContaining('Serial Number: CD'),
    ]);
  });

  it('goes on after a failure', async () => {
    const store = await withRoot();
    const { clients, logger } = trustOn(store, { dataDir });
    let complete = false;
    const lists = RevocationLists.create({
      ...clients,
      revoked: async issuer => revoked[issuer] ?? [],
      complete: async () => {
        if (!complete) {
          throw new Error('the index is being built');
        }
      },
      validityMs: HOUR,
      logger,
    });
    started.push(lists);
    lists.start();
    await eventually(() =>
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('the index is being built'),
      ),
    );
    expect(await pemOf(store)).toBe('');
    complete = true;
    await eventually(async () => expect(await read(store)).toHaveLength(1));
  });
});
