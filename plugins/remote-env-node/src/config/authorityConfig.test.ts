import { authorityOf, authoritySchema } from './authorityConfig';

const read = (input: object | undefined) =>
  authorityOf(authoritySchema.parse(input));

function problems(input: object): string[] {
  const parsed = authoritySchema.safeParse(input);
  return (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')} ${message}`,
  );
}

describe('remoteEnv.trust.authority', () => {
  it('is the one of the store unless something else is said', () => {
    const store = { type: 'store', allowPartialChain: false };
    expect(read(undefined)).toEqual(store);
    expect(read({})).toEqual(store);
    expect(read({ allowPartialChain: 'true' })).toEqual({
      type: 'store',
      allowPartialChain: true,
    });
  });

  it('takes files', () => {
    expect(
      read({ type: 'files', certificateFile: '/a/crt', keyFile: '/a/key' }),
    ).toEqual({
      type: 'files',
      certificateFile: '/a/crt',
      keyFile: '/a/key',
      allowPartialChain: false,
    });
  });

  it('names what is missing or wrong', () => {
    expect(problems({ type: 'files' })).toEqual([
      "certificateFile is missing: name the file with the authority's certificate, PEM",
      "keyFile is missing: name the file with the authority's key, PEM",
    ]);
    expect(problems({ certificateFile: '/a/crt' })).toEqual([
      ' Unrecognized key: "certificateFile"',
    ]);
    expect(problems({ type: 'vault' })).toEqual([
      expect.stringMatching(/^type /),
    ]);
  });
});
