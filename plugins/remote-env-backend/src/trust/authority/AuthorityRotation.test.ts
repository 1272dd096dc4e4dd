import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  pemCertificates,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';
import { SYSTEM, useTestStore } from '../../__testUtils__/testStore';
import { putSecret, textOf } from '../__testUtils__/secrets';
import { AUTHORITY, trustOn } from '../__testUtils__/trustOn';
import { RotationRefusedError } from '../errors';

const DAY = 24 * 3600 * 1000;
const CLIENT_CA = { namespace: AUTHORITY, name: 'client-ca' };

describe('AuthorityRotation', () => {
  jest.setTimeout(60_000);
  const { open } = useTestStore();
  let dataDir: string;
  let company: KeyAndCertificate;

  beforeAll(async () => {
    company = await Authority.createRoot({ subject: [['CN', 'Company']] });
  });

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'rotation-'));
  });

  afterEach(async () => {
    jest.useRealTimers();
    await rm(dataDir, { recursive: true });
  });

  const portalOn = (store: ResourceStore) =>
    trustOn(store, { dataDir }).clients;

  const bundleOf = async (store: ResourceStore) =>
    pemCertificates(await textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt'));

  async function retiredKeys(store: ResourceStore) {
    const secret = await store.get(SecretKind, {
      namespace: AUTHORITY,
      name: 'client-ca-retired',
    });
    return Object.keys(secret?.data ?? {});
  }

  it('lets a new one sign everywhere, trusts both, and keeps the key of the former', async () => {
    const [store, elsewhere] = [open(), open()];
    const [portal, other] = [portalOn(store), portalOn(elsewhere)];
    const former = await portal.current.get();
    await other.current.get();

    const { authority, origin } = await portal.rotation.rotate(
      former.facts.fingerprint,
    );
    expect(origin).toBe('made');
    expect(authority.facts.subject).not.toBe(former.facts.subject);
    expect((await other.current.get()).chain).toBe(authority.chain);
    expect(await bundleOf(store)).toEqual([authority.chain, former.chain]);

    const [retired, ...more] = await other.retired.list(
      authority.facts.fingerprint,
    );
    expect(more).toEqual([]);
    expect(retired?.authority.chain).toBe(former.chain);
    expect(
      await retired?.authority.signRevocationList({
        number: 1,
        thisUpdate: new Date(),
        nextUpdate: new Date(),
        revoked: [],
      }),
    ).toContain('BEGIN X509 CRL');

    const again = await other.rotation.rotate(authority.facts.fingerprint);
    expect(
      (await portal.retired.list(again.authority.facts.fingerprint)).map(
        one => one.authority.facts.fingerprint,
      ),
    ).toEqual([authority.facts.fingerprint, former.facts.fingerprint]);
  });

  it('happens once, whoever asks for it at once, and leaves nothing of the others', async () => {
    const stores = [open(), open(), open()];
    const portals = stores.map(portalOn);
    const [former] = await Promise.all(portals.map(p => p.current.get()));
    const fingerprint = former?.facts.fingerprint ?? '';
    const results = await Promise.allSettled(
      portals.map(portal => portal.rotation.rotate(fingerprint)),
    );
    expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
    expect(
      results.flatMap(r => (r.status === 'rejected' ? [r.reason] : [])),
    ).toEqual([
      expect.any(RotationRefusedError),
      expect.any(RotationRefusedError),
    ]);
    const store = open();
    const current = await portalOn(store).current.get();
    expect(await bundleOf(store)).toEqual([current.chain, former?.chain]);
    expect(await retiredKeys(store)).toEqual([fingerprint]);
    await expect(portals[0]?.rotation.rotate(fingerprint)).rejects.toThrow(
      'replaced by somebody else',
    );
  });

  it('is refused for one from outside, also where it took the place of ours', async () => {
    const store = open();
    const portal = portalOn(store);
    const former = await portal.current.get();
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': company.certificate,
      'tls.key': company.key,
    });
    const brought = await portal.current.inUse();
    expect(brought.origin).toBe('secret');
    await expect(
      portal.rotation.rotate(brought.authority.facts.fingerprint),
    ).rejects.toThrow('brought from outside');
    expect(await textOf(store, AUTHORITY, 'client-ca', 'tls.key')).toBe(
      company.key,
    );
    // Its key was ours, and its list of revoked certificates is needed on.
    expect(await retiredKeys(store)).toEqual([former.facts.fingerprint]);
    await putSecret(store, AUTHORITY, 'client-ca', {
      'tls.crt': former.chain,
      'tls.key': 'gone',
    });
    await portal.current.get();
    expect(await retiredKeys(store)).toEqual([former.facts.fingerprint]);
  });

  it('goes for Secrets of earlier versions, which do not say what was made', async () => {
    const store = open();
    await portalOn(store).current.get();
    const secret = await store.get(SecretKind, CLIENT_CA);
    if (!secret) {
      throw new Error('nothing was made');
    }
    await store.update(SecretKind, {
      ...secret,
      metadata: {
        ...secret.metadata,
        annotations: { 'remote-env.dev/managed': 'true' },
      },
    });
    const portal = portalOn(store);
    const { authority, origin } = await portal.current.inUse();
    expect(origin).toBe('made');
    await portal.rotation.rotate(authority.facts.fingerprint);
  });

  it('lets go of a former one when no certificate of it lives any more', async () => {
    const store = open();
    const portal = portalOn(store);
    const former = await portal.current.get();
    const { authority } = await portal.rotation.rotate(
      former.facts.fingerprint,
    );
    const counts = jest.fn(async (_issuer: string) => 0);
    await portal.rotation.forgetUnused(counts);
    // What was being issued at that moment may not have been recorded yet.
    expect(counts).not.toHaveBeenCalled();

    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] })
      .setSystemTime(Date.now() + DAY);
    await portal.rotation.forgetUnused(async () => 1);
    expect(await retiredKeys(store)).toHaveLength(1);
    await portal.rotation.forgetUnused(counts);
    expect(counts).toHaveBeenCalledWith(former.facts.subject);
    expect(await retiredKeys(store)).toEqual([]);
    expect(await bundleOf(store)).toEqual([authority.chain]);
    expect((await portal.current.get()).chain).toBe(authority.chain);
  });
});
