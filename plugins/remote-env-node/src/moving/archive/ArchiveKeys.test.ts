import { randomUUID } from 'node:crypto';
import { newKeyParameters } from './ArchiveKeys';
import {
  FORMAT,
  FORMAT_VERSION,
  headerSchema,
  type KeyParameters,
} from './format';

describe('keys of an archive', () => {
  it('cost 128 MiB and half a second for each try, with a salt of their own', () => {
    const parameters = newKeyParameters();
    expect(parameters).toEqual({
      algorithm: 'scrypt',
      salt: expect.any(String),
      cost: 131_072,
      blockSize: 8,
      parallelization: 1,
    });
    expect(Buffer.from(parameters.salt, 'base64')).toHaveLength(32);
    expect(newKeyParameters().salt).not.toBe(parameters.salt);
  });

  it('of an archive may cost neither less than they are worth nor more than a machine has', () => {
    const isTaken = (more: Partial<KeyParameters>) =>
      headerSchema.safeParse({
        format: FORMAT,
        version: FORMAT_VERSION,
        id: randomUUID(),
        createdAt: '2026-01-01T00:00:00Z',
        namespaces: { authority: 'keys', system: 'envs' },
        key: { ...newKeyParameters(), ...more },
        check: 'ab'.repeat(32),
      }).success;
    const costs = [14, 15, 17, 20, 21].map(exponent => 2 ** exponent);
    expect(costs.filter(cost => isTaken({ cost }))).toEqual([
      32_768, 131_072, 1_048_576,
    ]);
    expect(isTaken({ cost: 131_073 })).toBe(false);
  });
});
