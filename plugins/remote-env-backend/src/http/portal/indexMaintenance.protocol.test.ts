import { startTestPortal } from '../../__testUtils__/testPortal';
import { eventually } from '../../__testUtils__/testStore';

describe('index maintenance over HTTP', () => {
  let portal: Awaited<ReturnType<typeof startTestPortal>>;

  beforeAll(async () => {
    portal = await startTestPortal();
    await portal
      .developer('post', '/v1/environments')
      .send({ name: 'shop' })
      .expect(201);
  }, 60_000);

  afterAll(() => portal.stop());

  it('is for admins only', async () => {
    for (const call of [
      () => portal.developer('get', '/v1/index/comparison'),
      () => portal.developer('post', '/v1/index/rebuild'),
    ]) {
      const { status, body } = await call();
      expect(status).toBe(403);
      expect(body.error.message).toContain('remote-env.operations.manage');
    }
  });

  it('compares index and store', async () => {
    await eventually(async () => {
      const { body } = await portal
        .admin('get', '/v1/index/comparison')
        .expect(200);
      expect(body.equal).toBe(true);
      expect(body.kinds).toHaveLength(6);
      expect(body.kinds[0]).toMatchObject({
        kind: 'RemoteEnvironment',
        objects: 1,
        rows: 1,
      });
    });
  });

  it('rebuilds with progress, compares at the end, and is audited', async () => {
    const { text, headers } = await portal
      .admin('post', '/v1/index/rebuild')
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks)));
      })
      .expect(200)
      .then(answer => ({
        text: String(answer.body),
        headers: answer.headers,
      }));
    expect(headers['content-type']).toContain('application/x-ndjson');
    const lines = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines).toContainEqual({
      progress: { kind: 'RemoteEnvironment', objects: 1 },
    });
    expect(lines.at(-1)).toMatchObject({ comparison: { equal: true } });
    expect(portal.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'index-maintain',
        meta: expect.objectContaining({ actionType: 'index-rebuild' }),
      }),
    );
  });
});
