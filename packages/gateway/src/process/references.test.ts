import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

  const all = (document: unknown) =>
    resolveReferences(document, { env: { URL: 'https://a.test' }, directory });
  const resolve = (document: unknown) => {
    const { value, problems } = all(document);
    expect(problems).toEqual([]);
    return value;
  };

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
    [{ $env: 'GONE' }, 'variable GONE is not set'],
    [{ $file: 'gone' }, "gone' cannot be read (ENOENT)"],
    [{ $file: 'empty' }, "empty' is empty"],
    [{ $file: 'large' }, 'more than 65536 bytes'],
    [{ $file: 1 }, '$file must stand alone'],
    [{ $file: 'token', other: 1 }, '$file must stand alone'],
    [{ $include: 'x' }, '$include is unknown'],
  ])('names field and reference (%#)', (token, message) => {
    const { value, problems } = all({ portal: { token, other: 'kept' } });
    expect(value).toEqual({ portal: { token: undefined, other: 'kept' } });
    expect(problems).toEqual([
      {
        path: ['portal', 'token'],
        line: expect.stringMatching(/^portal\.token: /),
      },
    ]);
    expect(problems[0]?.line).toContain(message);
  });
});
