import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  SNAPSHOT_FORMAT,
  SnapshotError,
  SnapshotFile,
  type Snapshot,
} from './snapshot';

describe('SnapshotFile', () => {
  let directory: string;
  let file: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'snapshot-'));
    file = path.join(directory, 'view');
  });

  afterEach(() => rm(directory, { recursive: true }));

  const environment = { name: 'shop', uid: 'u' };
  const snapshot = (certificates: number): Snapshot => ({
    format: SNAPSHOT_FORMAT,
    confirmedAt: 1,
    environments: [environment],
    approvals: [{ environment, verdict: 'approved' }],
    certificates: Array.from({ length: certificates }, (_, number) => ({
      fingerprint: `f${number}`,
      issuer: 'CN="ä"',
      serialNumber: 'AB',
      environment,
      revoked: number % 2 === 0,
    })),
    subscriptions: [],
    trust: { clientCas: 'pem', revocationLists: '' },
  });

  it.each([0, 1, 500, 501, 1234])(
    'gives back %d certificates as they were written',
    async count => {
      const snapshots = SnapshotFile.create(file, randomBytes(32));
      const { certificates, ...rest } = snapshot(count);
      await snapshots.write({
        ...rest,
        certificates: certificates[Symbol.iterator](),
      });
      expect(await snapshots.read()).toEqual(snapshot(count));
      expect(await readdir(directory)).toEqual(['view']);
    },
  );

  it('keeps the former one when a new one cannot be written', async () => {
    const snapshots = SnapshotFile.create(file, randomBytes(32));
    await snapshots.write(snapshot(1));
    function* breaking() {
      yield* snapshot(600).certificates;
      throw new Error('the view went away');
    }
    await expect(
      snapshots.write({ ...snapshot(0), certificates: breaking() }),
    ).rejects.toThrow('the view went away');
    expect(await snapshots.read()).toEqual(snapshot(1));
    expect(await readdir(directory)).toEqual(['view']);
  });

  it('refuses what was tampered with', async () => {
    const snapshots = SnapshotFile.create(file, randomBytes(32));
    await snapshots.write(snapshot(3));
    const sealed = await readFile(file);
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) + 1;
    await writeFile(file, sealed);
    await expect(snapshots.read()).rejects.toThrow(SnapshotError);
  });
});
