import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exitCodeOf } from './failures';
import { resolveReferences } from './references';

describe('resolveReferences', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'references-'));
    writeFileSync(path.join(directory, 'token'), 'from a file\n');
    writeFileSync(path.join(directory, 'empty'), '\n');
    writeFileSync(path.join(directory, 'large'), 'x'.repeat(70_000));
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  const resolve = (document: unknown) =>
    resolveReferences(document, { env: { URL: 'https://a.test' }, directory });

  it('puts in files and variables at any depth, and leaves the rest alone', () => {
    expect(
      resolve({
        roles: ['edge'],
        portal: { token: { $file: 'token' }, url: { $env: 'URL' } },
        servers: [{ $env: 'URL' }, 'nats://b.test'],
        port: 8443,
        none: null,
      }),
    ).toEqual({
      roles: ['edge'],
      portal: { token: 'from a file', url: 'https://a.test' },
      servers: ['https://a.test', 'nats://b.test'],
      port: 8443,
      none: null,
    });
  });

  it('takes an absolute path as it is', () => {
    expect(resolve({ $file: path.join(directory, 'token') })).toBe(
      'from a file',
    );
  });

  it.each([
    [{ $env: 'GONE' }, 'portal.token: variable GONE is not set'],
    [{ $file: 'gone' }, 'gone cannot be read'],
    [{ $file: 'empty' }, 'empty is empty'],
    [{ $file: 'large' }, 'more than 65536 bytes'],
    [{ $file: 1 }, 'portal.token: $file must stand alone'],
    [{ $file: 'token', other: 1 }, 'portal.token: $file must stand alone'],
    [{ $include: 'x' }, 'portal.token: $include is unknown'],
  ])('names field and reference (%#)', (token, message) => {
    let failure: unknown;
    try {
      resolve({ portal: { token } });
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({
      message: expect.stringContaining('portal.token: '),
    });
    expect(failure).toMatchObject({
      message: expect.stringContaining(message),
    });
    expect(exitCodeOf(failure)).toBe(2);
  });
});
