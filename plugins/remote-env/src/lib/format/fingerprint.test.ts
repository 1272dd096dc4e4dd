import { colonHex, shortHex } from './fingerprint';

describe('fingerprints', () => {
  it('are grouped for comparing', () => {
    expect(colonHex('0abc9f')).toBe('0A:BC:9F');
    expect(colonHex('')).toBe('');
  });

  it('are shortened for tables', () => {
    expect(shortHex('0123456789abcdef0123')).toBe('01234567…ef0123');
    expect(shortHex('0123456789abcdef')).toBe('0123456789abcdef');
  });
});
