import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  assertionKey,
  AssertionError,
  AssertionVerifier,
  signAssertion,
} from './assertion';

const key = assertionKey(randomBytes(32).toString('base64'));
const call = { method: 'POST', path: '/shop-eu/v1/metadata/services' };
const identity = {
  fingerprint: 'ab'.repeat(32),
  environment: { name: 'shop-eu', uid: 'uid-1' },
};

describe('gateway assertion', () => {
  afterEach(() => jest.useRealTimers());

  it('carries the identity and the address of the peer', async () => {
    const token = await signAssertion(key, {
      ...call,
      ip: '192.0.2.7',
      identity,
    });
    await expect(
      AssertionVerifier.create(key).verify(token, call),
    ).resolves.toEqual({ ...call, ip: '192.0.2.7', identity });
  });

  it('has no identity where no certificate was presented', async () => {
    const token = await signAssertion(key, { ...call, ip: '::1' });
    await expect(
      AssertionVerifier.create(key).verify(token, call),
    ).resolves.toEqual({ ...call, ip: '::1' });
  });

  it('is good for one call, once', async () => {
    const verifier = AssertionVerifier.create(key);
    const token = await signAssertion(key, { ...call, ip: '::1', identity });
    await expect(
      verifier.verify(token, { ...call, method: 'DELETE' }),
    ).rejects.toThrow('another call');
    await expect(
      verifier.verify(token, {
        ...call,
        path: '/shop-us/v1/metadata/services',
      }),
    ).rejects.toThrow('another call');
    await verifier.verify(token, call);
    await expect(verifier.verify(token, call)).rejects.toThrow('used before');
  });

  it('ends after 30 seconds', async () => {
    const token = await signAssertion(key, { ...call, ip: '::1', identity });
    jest
      .useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] })
      .setSystemTime(Date.now() + 36_000);
    await expect(
      AssertionVerifier.create(key).verify(token, call),
    ).rejects.toThrow('does not verify');
  });

  it('refuses other keys, other algorithms, other issuers and none at all', async () => {
    const verifier = AssertionVerifier.create(key);
    const foreign = await signAssertion(randomBytes(32), {
      ...call,
      ip: '::1',
    });
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${
      foreign.split('.')[1]
    }.`;
    const wrongIssuer = await new SignJWT({
      htm: call.method,
      htu: call.path,
      ip: '::1',
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('someone')
      .setAudience('remote-env')
      .setJti('1')
      .setIssuedAt()
      .setExpirationTime('30s')
      .sign(key);
    for (const token of [foreign, unsigned, wrongIssuer, 'x', '', undefined]) {
      await expect(verifier.verify(token, call)).rejects.toThrow(
        AssertionError,
      );
    }
  });

  it('wants a key of 32 bytes', () => {
    expect(() => assertionKey('c2hvcnQ=')).toThrow('32 bytes');
  });
});
