import { useCommand } from '../__testUtils__/useCommand';

const TOKENS = '/v1/environments/erp/tokens';
const FINGERPRINT = 'ab'.repeat(32);
const LIVE = {
  fingerprint: FINGERPRINT,
  issuedBy: 'user:default/ada',
  issuedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-01T00:05:00.000Z',
};

describe('remote-env on one-time tokens', () => {
  const { given, run, sent } = useCommand();

  it('lists what can still be used', async () => {
    const { portal } = given();
    portal.on(`GET ${TOKENS}`, () => ({
      status: 200,
      body: { items: [LIVE] },
    }));
    expect(await run('tokens', 'erp')).toMatchObject({
      exitCode: 0,
      stdout: `${FINGERPRINT}  until 2026-01-01T00:05:00.000Z  by user:default/ada\n`,
    });
    const asJson = await run('tokens', 'erp', '--json');
    expect(JSON.parse(asJson.stdout)).toEqual([LIVE]);
  });

  it('says when there is none', async () => {
    given().portal.on(`GET ${TOKENS}`, () => ({
      status: 200,
      body: { items: [] },
    }));
    const { stdout } = await run('tokens', 'erp');
    expect(stdout).toBe('No one-time token for erp can be used.\n');
  });

  it('cancels one', async () => {
    given().portal.on(`DELETE ${TOKENS}/${FINGERPRINT}`, () => ({
      status: 204,
    }));
    expect(await run('cancel-token', 'erp', FINGERPRINT)).toMatchObject({
      exitCode: 0,
      stdout: `The one-time token ${FINGERPRINT} is worthless now.\n`,
    });
    expect(sent().map(({ route }) => route)).toEqual([
      `DELETE ${TOKENS}/${FINGERPRINT}`,
    ]);
  });
});
