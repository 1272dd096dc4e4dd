import { useCommand } from '../__testUtils__/useCommand';

const authority = (name: string, certificates: number) => ({
  subject: `O=Acme,CN=${name}`,
  issuer: `O=Acme,CN=${name}`,
  fingerprint: name.repeat(64),
  serialNumber: '1',
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2036-01-01T00:00:00Z',
  keyAlgorithm: 'rsa3072',
  certificates,
  revoked: 1,
});
const BEFORE = {
  current: { ...authority('a', 7), source: 'made' },
  retired: [],
};
const AFTER = {
  current: { ...authority('b', 0), source: 'made' },
  retired: [{ ...authority('a', 7), retiredAt: '2026-11-21T00:00:00Z' }],
};
const ROTATION = 'POST /v1/authority/rotation';

describe('remote-env rotate-authority', () => {
  const { given, run, sent } = useCommand();

  it('replaces the one that it sees, and shows how many hang on the former', async () => {
    const { portal } = given();
    portal.on('GET /v1/authority', () => ({ status: 200, body: BEFORE }));
    portal.on(ROTATION, () => ({ status: 200, body: AFTER }));
    const { exitCode, stdout } = await run('rotate-authority');
    expect(exitCode).toBe(0);
    expect(sent().at(-1)).toEqual({
      route: ROTATION,
      body: { replaces: 'a'.repeat(64) },
    });
    const [, signs, former] = stdout.split('\n');
    expect(signs).toContain('signs (made)');
    expect(former).toMatch(/CN=a +2036-01-01 +rsa3072 +7 +1 +former/);
  });

  it('replaces only the one that it was told', async () => {
    const { portal } = given();
    portal.on('GET /v1/authority', () => ({ status: 200, body: AFTER }));
    portal.on(ROTATION, () => ({
      status: 409,
      body: {
        error: { name: 'ConflictError', message: 'replaced by somebody else' },
        response: { statusCode: 409 },
      },
    }));
    const ended = await run('rotate-authority', '--replaces', 'a'.repeat(64));
    expect(ended.exitCode).toBe(5);
    expect(ended.stderr).toContain('replaced by somebody else');
    expect(sent().at(-1)?.body).toEqual({ replaces: 'a'.repeat(64) });
  });

  it('does not try where it comes from outside', async () => {
    given().portal.on('GET /v1/authority', () => ({
      status: 200,
      body: { ...BEFORE, obstacle: 'It comes from files' },
    }));
    const ended = await run('rotate-authority');
    expect(ended).toMatchObject({ exitCode: 5, stdout: '' });
    expect(ended.stderr).toContain('It comes from files');
    expect(sent().map(({ route }) => route)).toEqual(['GET /v1/authority']);
  });

  it('shows what is wrong with what should sign', async () => {
    given().portal.on('GET /v1/authority', () => ({
      status: 200,
      body: { ...AFTER, problem: 'the chain is incomplete' },
    }));
    const ended = await run('authority');
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toContain('signs (made)');
    expect(ended.stderr).toContain('the chain is incomplete');
  });
});
