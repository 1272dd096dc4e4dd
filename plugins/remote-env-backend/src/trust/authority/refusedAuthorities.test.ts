import { SecretKind } from '@remote-env/plugin-remote-env-common';
import { AUTHORITY } from '../__testUtils__/trustOn';
import { useAuthorities } from './__testUtils__/useAuthorities';

const DAY = 24 * 3600 * 1000;

describe('refused, with a reason, while the former one stays in use, is', () => {
  const { bring, bringPair, bundleOf, fingerprintOf, given, open, portalOn } =
    useAuthorities();

  const cases: [string, () => Promise<Record<string, string>>, string][] = [
    [
      'a key that does not fit',
      async () => ({
        'tls.crt': (await given().company.intermediate()).certificate,
        'tls.key': given().first.key,
        'ca.crt': given().root,
      }),
      'key and certificate do not belong together',
    ],
    [
      'a certificate of a server',
      async () => {
        const { certificate, key } = await given().company.intermediate({
          extensions: ['basicConstraints=critical,CA:FALSE'],
        });
        return {
          'tls.crt': certificate,
          'tls.key': key,
          'ca.crt': given().root,
        };
      },
      'is not one of an authority',
    ],
    [
      'an intermediate without its root',
      async () => {
        const { certificate, key } = await given().company.intermediate();
        return { 'tls.crt': certificate, 'tls.key': key };
      },
      "the chain is incomplete: the certificate of 'O=Company,CN=Root' is missing",
    ],
    [
      'one that may not sign lists',
      async () => {
        const { certificate, key } = await given().company.intermediate({
          extensions: [
            'basicConstraints=critical,CA:TRUE',
            'keyUsage=critical,keyCertSign',
          ],
        });
        return {
          'tls.crt': certificate,
          'tls.key': key,
          'ca.crt': given().root,
        };
      },
      "lacks 'CRL Sign'",
    ],
    [
      'half of a pair',
      async () => ({ 'tls.crt': given().first.certificate }),
      'must hold tls.crt and tls.key',
    ],
    [
      'what is no certificate',
      async () => ({ 'tls.crt': 'none', 'tls.key': given().first.key }),
      'there is no certificate',
    ],
  ];

  it.each(cases)('%s', async (_name, values, reason) => {
    const store = open();
    await bringPair(store, given().first);
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

    const good = await given().company.intermediate();
    await bringPair(store, good, { 'ca.crt': given().root });
    expect(await fingerprintOf(portal)).not.toBe(before);
    expect(portal.current.problem()).toBeUndefined();
  });

  it('one that has expired, and says so of the one in use', async () => {
    const store = open();
    const short = await given().company.intermediate({ days: 2 });
    await bringPair(store, given().first);
    const portal = portalOn(store);
    const before = await fingerprintOf(portal);
    jest
      .useFakeTimers({
        doNotFake: ['nextTick', 'setImmediate', 'setTimeout'],
      })
      .setSystemTime(Date.now() + 3 * DAY);
    await bringPair(store, short, { 'ca.crt': given().root });
    expect(await fingerprintOf(portal)).toBe(before);
    expect(portal.current.problem()).toContain('has expired on 20');

    await bringPair(store, given().first);
    expect(await fingerprintOf(portal)).toBe(before);
    expect(portal.current.problem()).toBeUndefined();
    jest.setSystemTime(Date.now() + 11 * 365 * DAY);
    expect(portal.current.problem()).toContain('the authority has expired');
  });

  it('a Secret that is gone', async () => {
    const store = open();
    await bringPair(store, given().first);
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
