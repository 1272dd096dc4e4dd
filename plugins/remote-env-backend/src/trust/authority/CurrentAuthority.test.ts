import { X509Certificate } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { pemCertificates } from '@remote-env/plugin-remote-env-node/x509';
import { eventually } from '../../__testUtils__/testStore';
import { AUTHORITY } from '../__testUtils__/trustOn';
import { useAuthorities } from './__testUtils__/useAuthorities';

const DAY = 24 * 3600 * 1000;

describe('the current authority', () => {
  const { bringPair, bundleOf, fingerprintOf, given, open, portalOn } =
    useAuthorities();

  it('is the one that the Secret has now, in every portal and without a restart', async () => {
    const [a, b] = [open(), open()];
    await bringPair(a, given().first);
    const portal = portalOn(a);
    const other = portalOn(b);
    const before = await fingerprintOf(portal);
    expect(await fingerprintOf(other)).toBe(before);

    const intermediate = await given().company.intermediate();
    await bringPair(a, intermediate, { 'ca.crt': given().root });
    for (const { current } of [other, portal]) {
      const authority = await current.get();
      expect(pemCertificates(authority.chain)).toEqual([
        intermediate.certificate,
        given().root,
      ]);
    }
    expect(pemCertificates(await bundleOf(b))).toEqual([
      intermediate.certificate,
      given().root,
      given().first.certificate,
    ]);
    expect((await portal.current.inUse()).origin).toBe('secret');
  });

  it('is taken while nobody asks, too', async () => {
    const store = open();
    await bringPair(store, given().first);
    const portal = portalOn(store);
    await portal.current.get();
    portal.current.start(20);
    const intermediate = await given().company.intermediate();
    await bringPair(store, intermediate, { 'ca.crt': given().root });
    await eventually(async () =>
      expect(await bundleOf(store)).toContain(intermediate.certificate),
    );
  });

  it('signs nothing before everybody was told to trust it', async () => {
    const store = open();
    await bringPair(store, given().first);
    const portal = portalOn(store);
    await portal.current.get();
    const intermediate = await given().company.intermediate();
    await bringPair(store, intermediate, { 'ca.crt': given().root });
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
    await bringPair(store, await given().company.intermediate(), {
      'ca.crt': given().root,
    });
    const authority = await portalOn(store).current.get();
    const { certificate } = await authority.issueServer({
      hosts: ['edge.test'],
      validityMs: DAY,
    });
    await given().company.write('issued.pem', certificate);
    expect(
      await given().company.openssl(
        ...['verify', '-x509_strict', '-CAfile', 'root.pem'],
        ...['-untrusted', 'issued.pem', 'issued.pem'],
      ),
    ).toBe('issued.pem: OK\n');
  });

  it('takes a chain without a root where that is allowed', async () => {
    const store = open();
    const intermediate = await given().company.intermediate();
    await bringPair(store, intermediate);
    const portal = portalOn(store, { type: 'store', allowPartialChain: true });
    expect((await portal.current.get()).chain).toBe(intermediate.certificate);
  });

  it('comes from files, and is exchanged only as a whole', async () => {
    const store = open();
    const [one, two] = [
      await given().company.intermediate(),
      await given().company.intermediate(),
    ];
    const certificateFile = await given().company.write(
      'tls.crt',
      one.certificate,
    );
    const keyFile = await given().company.write('tls.key', one.key);
    const caFile = await given().company.write('ca.crt', given().root);
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

    await given().company.write('tls.crt', two.certificate);
    await eventually(async () => {
      expect(await fingerprintOf(portal)).toBe(before);
      expect(portal.current.problem()).toContain('do not belong together');
    });
    await given().company.write('tls.key', two.key);
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
