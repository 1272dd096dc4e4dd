import { startTestPortal } from '../../__testUtils__/testPortal';

describe('whom the portal tells what', () => {
  let portal: Awaited<ReturnType<typeof startTestPortal>>;

  beforeAll(async () => {
    portal = await startTestPortal({
      remoteEnv: { admins: ['group:default/platform', 'user:default/admin'] },
    });
  }, 60_000);
  afterAll(() => portal.stop());

  const decide = (verdict: string, reason?: string) =>
    portal
      .admin('put', '/v1/environments/told/decision')
      .send({ verdict, reason });

  it('tells admins of requests, and those who asked and own of decisions', async () => {
    await portal.developer('post', '/v1/environments').send({
      name: 'told',
      displayName: 'Told',
      owner: 'group:default/shop-team',
    });
    await decide('approved');
    await decide('suspended', 'certificate lost');
    const refused = await decide('rejected');
    expect(refused.status).toBe(409);
    const about = {
      topic: 'remote-env',
      link: '/remote-env/environments/told',
    };
    const concerned = {
      type: 'entity',
      entityRef: ['user:default/developer', 'group:default/shop-team'],
      excludeEntityRef: 'user:default/admin',
    };
    expect(portal.notifications).toMatchObject([
      {
        recipients: {
          type: 'entity',
          entityRef: ['group:default/platform', 'user:default/admin'],
          excludeEntityRef: 'user:default/developer',
        },
        payload: { ...about, title: 'Told asks to be connected' },
      },
      {
        recipients: concerned,
        payload: { ...about, title: 'Told may be connected' },
      },
      {
        recipients: concerned,
        payload: {
          ...about,
          title: 'Told is suspended',
          description: 'certificate lost',
          severity: 'high',
        },
      },
    ]);
  });
});
