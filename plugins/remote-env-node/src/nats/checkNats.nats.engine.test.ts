import { natsConnectionSchema, type NatsConnectionConfig } from '../config';
import { findings } from '../startupCheck/findings';
import { freePorts } from '../testing/engines/freePorts';
import { natsConnection } from '../testing/engines/natsConnection';
import { startNats, type TestNats } from '../testing/engines/startNats';
import { checkNats } from './checkNats';
import { createNatsEventBus } from './createNatsEventBus';

jest.setTimeout(60_000);

describe('what the start-up check says of NATS', () => {
  const servers: TestNats[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });

  async function started(
    options?: Parameters<typeof startNats>[0],
  ): Promise<TestNats> {
    const server = await startNats(options);
    servers.push(server);
    return server;
  }

  const ask = (nats: NatsConnectionConfig) =>
    findings('NATS', 10_000, () => checkNats(nats, 3000));

  it('looks, and changes nothing', async () => {
    const server = await started();
    const connection = natsConnection(server, 'LOOKED');
    const before = [
      {
        state: 'ok',
        line: `NATS: answers, version ${server.version}, gateways will make the streams LOOKED, LOOKED_DEAD, LOOKED_SLOTS`,
      },
    ];
    expect(await ask(connection)).toEqual(before);
    expect(await ask(connection)).toEqual(before);
    const bus = createNatsEventBus({
      connection,
      duplicateWindowSeconds: 60,
      retentionSeconds: 60,
    });
    await bus.listConsumers();
    await bus.close();
    expect(await ask(connection)).toEqual([
      {
        state: 'ok',
        line: expect.stringContaining('has the streams LOOKED, LOOKED_DEAD'),
      },
    ]);
  });

  it('warns of a server that acknowledges before it syncs', async () => {
    const server = await started({ syncAlways: false });
    expect(await ask(natsConnection(server))).toEqual([
      { state: 'ok', line: expect.stringContaining('NATS: answers') },
      {
        state: 'warning',
        line: expect.stringContaining("set 'sync_interval: always'"),
      },
    ]);
  });

  it('fails where there is no JetStream, no room, and no right', async () => {
    const bare = await started({ jetStream: false });
    expect(await ask(natsConnection(bare))).toEqual([
      {
        state: 'failed',
        line: expect.stringMatching(
          /^NATS: has no JetStream.*add a 'jetstream'/,
        ),
      },
    ]);
    const small = await started({ account: { maxStreams: 2 } });
    expect(
      await ask({
        ...natsConnection(small),
        username: 'limited',
        password: 'hunter2',
      }),
    ).toEqual([
      {
        state: 'failed',
        line: expect.stringMatching(
          /^NATS: lets this account have 2 streams, and it has 0: 3 more are needed/,
        ),
      },
    ]);
    const user = { name: 'gateway', password: 'hunter2' };
    const strict = await started({
      user: { ...user, publish: ['nothing'], subscribe: ['_INBOX.>'] },
    });
    const as = (password: string) => ({
      ...natsConnection(strict),
      username: user.name,
      password,
    });
    expect(await ask(as('hunter2'))).toEqual([
      {
        state: 'failed',
        line: expect.stringMatching(/^NATS: does not let this user look at/),
      },
    ]);
    const [refused] = await ask(as('wrong'));
    expect(refused).toEqual({
      state: 'failed',
      line: expect.stringMatching(/^NATS: refuses the credentials: renew/),
    });
    expect(refused?.line).not.toContain('wrong');
  });

  it('tells apart a server that is away', async () => {
    const [port] = await freePorts(1);
    expect(
      await ask(
        natsConnectionSchema.parse({ servers: [`nats://127.0.0.1:${port}`] }),
      ),
    ).toEqual([
      {
        state: 'warning',
        away: true,
        line: expect.stringContaining('NATS: cannot be reached at nats://'),
      },
    ]);
  });
});
