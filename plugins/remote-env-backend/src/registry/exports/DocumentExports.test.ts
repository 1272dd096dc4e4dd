import { Readable } from 'node:stream';
import { DocumentExports } from './DocumentExports';

const document = (sha256: string) => ({
  sha256,
  open: jest.fn(async () => Readable.from([Buffer.from(sha256)])),
});

describe('DocumentExports', () => {
  it('makes a document once for all who ask meanwhile, and anew for who comes later', async () => {
    const worker = {
      export: jest.fn(async (text: string) => Buffer.from(text)),
    };
    const made = DocumentExports.create({ worker });
    const [first, second] = [document('a'), document('a')];
    const answers = await Promise.all([
      made.export(first, 'json'),
      made.export(second, 'json'),
      made.export(second, 'yaml'),
    ]);
    expect(answers.map(String)).toEqual(['a', 'a', 'a']);
    expect(worker.export.mock.calls).toEqual([
      ['a', 'json'],
      ['a', 'yaml'],
    ]);
    await made.export(first, 'json');
    expect(worker.export).toHaveBeenCalledTimes(3);
  });

  it('turns work away when too much waits, and goes on after a failure', async () => {
    let fail = (_: Error): void => {};
    const broken = new Promise<Uint8Array>((_, reject) => {
      fail = reject;
    });
    const made = DocumentExports.create({
      worker: { export: () => broken },
    });
    const waiting = Array.from({ length: 8 }, (_, i) =>
      made.export(document(`${i}`), 'json'),
    );
    await expect(made.export(document('9'), 'json')).rejects.toThrow(
      'try again later',
    );
    fail(new Error('broken off'));
    const results = await Promise.allSettled(waiting);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(made.export(document('9'), 'json')).rejects.toThrow(
      'broken off',
    );
  });
});
