import { certificate as example } from '../../__testUtils__';
import type { Certificate, LiveToken } from '../../apis';
import { progressOf } from './progressOf';

const at = (minute: number) =>
  `2026-11-21T12:${String(minute).padStart(2, '0')}:00.500Z`;
const token = (minute: number): LiveToken => ({
  fingerprint: 'ab',
  issuedBy: 'user:default/ada',
  issuedAt: at(minute),
  expiresAt: at(minute + 5),
});
const certificate = (
  minute: number,
  more: Partial<Certificate> = {},
): Certificate => ({
  ...example,
  fingerprint: `at-${minute}`,
  issuedAt: at(minute),
  lastUsed: undefined,
  ...more,
});

describe('progressOf', () => {
  it.each([
    ['nothing', [], []],
    ['token', [], [token(1)]],
    ['call', [certificate(1)], []],
    ['connected', [certificate(1, { lastUsed: at(2) })], []],
    // A newer token is waited for, an older one no more.
    ['token', [certificate(1, { lastUsed: at(2) })], [token(3)]],
    ['connected', [certificate(3, { lastUsed: at(4) })], [token(1)]],
    ['call', [certificate(5), certificate(1, { lastUsed: at(2) })], []],
  ])('is at %s', (stage, certificates, tokens) => {
    expect(progressOf({ certificates, tokens }).stage).toBe(stage);
  });

  it('waits for one certificate whatever there is beside it', () => {
    const known = {
      certificates: [certificate(5, { lastUsed: at(6) }), certificate(4)],
      tokens: [token(7)],
    };
    expect(progressOf(known, { fingerprint: 'at-4' })).toMatchObject({
      stage: 'call',
      certificate: { fingerprint: 'at-4' },
    });
    expect(progressOf(known, { fingerprint: 'at-5' }).stage).toBe('connected');
    expect(progressOf(known, { fingerprint: 'not-listed-yet' })).toEqual({
      stage: 'call',
    });
  });

  it('waits for what comes of a token, also where a store keeps whole seconds', () => {
    const since = at(3);
    const wait = (...certificates: Certificate[]) =>
      progressOf({ certificates, tokens: [] }, { since }).stage;
    expect(wait(certificate(2, { lastUsed: at(4) }))).toBe('nothing');
    expect(wait(certificate(3, { issuedAt: '2026-11-21T12:03:00Z' }))).toBe(
      'call',
    );
    expect(wait(certificate(4, { source: 'upload' }))).toBe('nothing');
    expect(wait(certificate(4, { lastUsed: at(5) }))).toBe('connected');
  });
});
