import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import type {
  AuthorityConfig,
  ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  Authority,
  pemCertificates,
  type KeyAndCertificate,
} from '@remote-env/plugin-remote-env-node/x509';
import {
  eventually,
  SYSTEM,
  useTestStore,
} from '../../__testUtils__/testStore';
import { OutsideCa } from '../__testUtils__/OutsideCa';
import { putSecret, textOf } from '../__testUtils__/secrets';
import { AUTHORITY, trustOn } from '../__testUtils__/trustOn';
import type { ClientTrust } from '../clientTrust';

const DAY = 24 * 3600 * 1000;

describe('the current authority', () => {
  const { open } = useTestStore();
  const portals: ClientTrust[] = [];
  let dataDir: string;
  let company: OutsideCa;
  let root: string;
  /** Making one takes a second or more. */
  let first: KeyAndCertificate;

  beforeAll(async () => {
    company = await OutsideCa.create();
    root = await company.root();
    first = await Authority.createRoot({ subject: [['CN', 'First']] });
  }, 60_000);

  afterAll(() => company.remove());

  beforeEach(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'authority-'));
  });

  afterEach(async () => {
    jest.useRealTimers();
    portals.splice(0).forEach(({ current }) => current.stop());
    await rm(dataDir, { recursive: true });
  });

  function portalOn(store: ResourceStore, authority?: AuthorityConfig) {
    const portal = trustOn(store, { dataDir, authority });
    portals.push(portal.clients);
    return { ...portal.clients, logger: portal.logger };
  }

  const bring = (store: ResourceStore, values: Record<string, string>) =>
    putSecret(store, AUTHORITY, 'client-ca', values);

  const bringPair = (
    store: ResourceStore,
    { certificate, key }: KeyAndCertificate,
    others: Record<string, string> = {},
  ) => bring(store, { 'tls.crt': certificate, 'tls.key': key, ...others });

  const bundleOf = (store: ResourceStore) =>
    textOf(store, SYSTEM, 'client-ca-bundle', 'ca.crt');

  const fingerprintOf = async ({ current }: ClientTrust) =>
    (await current.get()).facts.fingerprint;

  it('is the one that the Secret has now, in every portal and without a restart', async () => {
    const [a, b] = [open(), open()];
    await bringPair(a, first);
    const portal = portalOn(a);
    const other = portalOn(b);
    const before = await fingerprintOf(portal);
    expect(await fingerprintOf(other)).toBe(before);

    const intermediate = await company.intermediate();
    await bringPair(a, intermediate, { 'ca.crt': root });
    for (const { current } of [other, portal]) {
      const authority = await current.get();
      expect(pemCertificates(authority.chain)).toEqual([
        intermediate.certificate,
        root,
      ]);
    }
    expect(pemCertificates(await bundleOf(b))).toEqual([
      intermediate.certificate,
      root,
      first.certificate,
    ]);
    expect((await portal.current.inUse()).origin).toBe('secret');
  });

  it('is taken while nobody asks, too', async () => {
    const store = open();
    await bringPair(store, first);
    const portal = portalOn(store);
    await portal.current.get();
    portal.current.start(20);
    const intermediate = await company.intermediate();
    await bringPair(store, intermediate, { 'ca.crt': root });
    await eventually(async () =>
      expect(await bundleOf(store)).toContain(intermediate.certificate),
    );
  });

  it('signs nothing before everybody was told to trust it', async () => {
    const store = open();
    await bringPair(store, first);
    const portal = portalOn(store);
    await portal.current.get();
    const intermediate = await company.intermediate();
    await bringPair(store, intermediate, { 'ca.crt': root });
    const denied = jest
      .spyOn(store, 'update')
      .mockRejectedValue(new Error('nobody may write now'));
    await expect(portal.current.get()).rejects.toThrow('nobody may write now');
    denied.mockRestore();
    await portal.current.get();
    expect(await bundleOf(store)).toContain(intermediate.certificate);
  });

  it('issues what OpenSSL verifies by the root alone', async () => {
    const store = open();
    await bringPair(store, await company.intermediate(), { 'ca.crt': root });
    const authority = await portalOn(store).current.get();
    const { certificate } = await authority.issueServer({
      hosts: ['edge.test'],
      validityMs: DAY,
    });
    await company.write('issued.pem', certificate);
    expect(
      await company.openssl(
        ...['verify', '-x509_strict', '-CAfile', 'root.pem'],
        ...['-untrusted', 'issued.pem', 'issued.pem'],
      ),
    ).toBe('issued.pem: OK\n');
  });

  describe('refuses, with a reason, while the former one stays in use,', () => {
    const cases: [string, () => Promise<Record<string, string>>, string][] = [
      [
        'a key that does not fit',
        async () => ({
          'tls.crt': (await company.intermediate()).certificate,
          'tls.key': first.key,
          'ca.crt': root,
        }),
        'key and certificate do not belong together',
      ],
      [
        'a certificate of a server',
        async () => {
          const { certificate, key } = await company.intermediate({
            extensions: ['basicConstraints=critical,CA:FALSE'],
          });
          return { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': root };
        },
        'is not one of an authority',
      ],
      [
        'an intermediate without its root',
        async () => {
          const { certificate, key } = await company.intermediate();
          return { 'tls.crt': certificate, 'tls.key': key };
        },
        "the chain is incomplete: the certificate of 'O=Company,CN=Root' is missing",
      ],
      [
        'one that may not sign lists',
        async () => {
          const { certificate, key } = await company.intermediate({
            extensions: [
              'basicConstraints=critical,CA:TRUE',
              'keyUsage=critical,keyCertSign',
            ],
          });
          return { 'tls.crt': certificate, 'tls.key': key, 'ca.crt': root };
        },
        "lacks 'CRL Sign'",
      ],
      [
        'half of a pair',
        async () => ({ 'tls.crt': first.certificate }),
        'must hold tls.crt and tls.key',
      ],
      [
        'what is no certificate',
        async () => ({ 'tls.crt': 'none', 'tls.key': first.key }),
        'there is no certificate',
      ],
    ];

    it.each(cases)('%s', async (_name, values, reason) => {
      const store = open();
      await bringPair(store, first);
      const portal = portalOn(store);
      const before = await fingerprintOf(portal);
      const bundle = await bundleOf(store);
      await bring(store, await values());
      for (let times = 0; times < 3; times++) {
        expect(await fingerprintOf(portal)).toBe(before);
      }
      expect(portal.current.problem()).toContain(
        'Secret remote-env-authority/client-ca',
      );
      expect(portal.current.problem()).toContain(reason);
      expect(portal.logger.error).toHaveBeenCalledTimes(1);
      expect(portal.logger.error).toHaveBeenCalledWith(
        expect.stringContaining(reason),
      );
      expect(await bundleOf(store)).toBe(bundle);
      await expect(portalOn(store).current.get()).rejects.toThrow(reason);

      const good = await company.intermediate();
      await bringPair(store, good, { 'ca.crt': root });
      expect(await fingerprintOf(portal)).not.toBe(before);
      expect(portal.current.problem()).toBeUndefined();
    });

    it('one that has expired, and says so of the one in use', async () => {
      const store = open();
      const short = await company.intermediate({ days: 2 });
      await bringPair(store, first);
      const portal = portalOn(store);
      const before = await fingerprintOf(portal);
      jest
        .useFakeTimers({
          doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
        })
        .setSystemTime(Date.now() + 3 * DAY);
      await bringPair(store, short, { 'ca.crt': root });
      expect(await fingerprintOf(portal)).toBe(before);
      expect(portal.current.problem()).toContain('has expired on 20');

      await bringPair(store, first);
      expect(await fingerprintOf(portal)).toBe(before);
      expect(portal.current.problem()).toBeUndefined();
      jest.setSystemTime(Date.now() + 11 * 365 * DAY);
      expect(portal.current.problem()).toContain('the authority has expired');
    });

    it('a Secret that is gone', async () => {
      const store = open();
      await bringPair(store, first);
      const portal = portalOn(store);
      const before = await fingerprintOf(portal);
      await store.delete(SecretKind, {
        namespace: AUTHORITY,
        name: 'client-ca',
      });
      expect(await fingerprintOf(portal)).toBe(before);
      expect(portal.current.problem()).toBe(
        'Secret remote-env-authority/client-ca is gone: put it back',
      );
      expect(
        await store.get(SecretKind, {
          namespace: AUTHORITY,
          name: 'client-ca',
        }),
      ).toBeUndefined();
    });
  });

  it('takes a chain without a root where that is allowed', async () => {
    const store = open();
    const intermediate = await company.intermediate();
    await bringPair(store, intermediate);
    const portal = portalOn(store, { type: 'store', allowPartialChain: true });
    expect((await portal.current.get()).chain).toBe(intermediate.certificate);
  });

  it('comes from files, and is exchanged only as a whole', async () => {
    const store = open();
    const [one, two] = [
      await company.intermediate(),
      await company.intermediate(),
    ];
    const certificateFile = await company.write('tls.crt', one.certificate);
    const keyFile = await company.write('tls.key', one.key);
    const caFile = await company.write('ca.crt', root);
    const files = { certificateFile, keyFile, caFile };
    const portal = portalOn(store, {
      type: 'files',
      ...files,
      allowPartialChain: false,
    });
    const before = await fingerprintOf(portal);
    expect((await portal.current.inUse()).origin).toBe('files');
    expect(
      await store.get(SecretKind, { namespace: AUTHORITY, name: 'client-ca' }),
    ).toBeUndefined();

    await company.write('tls.crt', two.certificate);
    await eventually(async () => {
      expect(await fingerprintOf(portal)).toBe(before);
      expect(portal.current.problem()).toContain('do not belong together');
    });
    await company.write('tls.key', two.key);
    await eventually(async () =>
      expect(await fingerprintOf(portal)).toBe(
        new X509Certificate(two.certificate).fingerprint256
          .replaceAll(':', '')
          .toLowerCase(),
      ),
    );
    expect(portal.current.problem()).toBeUndefined();
    await rm(keyFile);
    await eventually(async () => {
      await portal.current.get();
      expect(portal.current.problem()).toContain(
        `remoteEnv.trust.authority.keyFile: '${keyFile}' cannot be read (ENOENT)`,
      );
    });
  });
});
