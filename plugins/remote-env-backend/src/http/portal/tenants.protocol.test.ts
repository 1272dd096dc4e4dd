import { usePortal } from './__testUtils__/usePortal';

describe('tenant and group in the portal API', () => {
  const { given } = usePortal();

  it('lets those who may approve say whose an environment is, and nobody else', async () => {
    const { portal } = given();
    await portal
      .developer('post', '/v1/environments')
      .send({ name: 'tenanted' });
    const change = (who: 'admin' | 'developer', body: object) =>
      portal[who]('patch', '/v1/environments/tenanted').send(body);
    expect((await change('developer', { tenant: 'evil' })).status).toBe(403);
    const refused = await change('admin', { group: 'a,CN=b' });
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/^group must have/);
    const body = { tenant: 'Tenant 1', group: 'group-1' };
    expect((await change('admin', body)).body).toMatchObject(body);
    const without = await change('admin', { tenant: '', group: '' });
    expect(without.status).toBe(200);
    expect(without.body.tenant).toBeUndefined();
  });
});
