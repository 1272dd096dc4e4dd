import { randomUUID } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { until } from '../testing/conditions';
import { Consumption } from '../testing/eventBus/Consumption';
import { makeConsumer, publishAll } from '../testing/eventBus/samples';
import { natsConnection } from '../testing/engines/natsConnection';
import { startNats } from '../testing/engines/startNats';
import { createNatsEventBus } from './createNatsEventBus';
import { natsLayout } from './layout';
import { cleanEvents } from './retention';

/** As `docs/events-on-nats.md` lists them. */
const STREAMS = ['RIGHTS', 'RIGHTS_DEAD', 'RIGHTS_SLOTS'];
const PUBLISH = [
  ...['events.>', 'again.*', 'dead.*', 'slots.*', 'returned.*.*'].map(
    subject => `rights.${subject}`,
  ),
  ...STREAMS.flatMap(stream => [
    `$JS.API.STREAM.*.${stream}`,
    `$JS.API.STREAM.MSG.*.${stream}`,
    `$JS.API.CONSUMER.*.${stream}`,
    `$JS.API.CONSUMER.*.${stream}.>`,
    `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.ACK.${stream}.>`,
  ]),
  '$JS.API.DIRECT.GET.RIGHTS',
];

const user = {
  ...{ name: 'gateway', password: 'hunter2' },
  ...{ publish: PUBLISH, subscribe: ['_INBOX.>'] },
};

it('gets by with the rights that the documentation lists', async () => {
  const server = await startNats({ user });
  const connection = {
    ...natsConnection(server, 'RIGHTS'),
    ...{ username: user.name, password: user.password },
  };
  const options = { duplicateWindowSeconds: 60, retentionSeconds: 60 };
  const bus = createNatsEventBus({ connection, ...options });
  const stranger = createNatsEventBus({
    connection: { ...connection, password: 'wrong' },
    ...options,
  });
  try {
    const uid = randomUUID();
    const { name } = await makeConsumer(bus, uid);
    await makeConsumer(bus, uid, { name, maxInFlight: 3 });
    await publishAll(bus, uid, ['a', 'b', 'c']);
    const taken = Consumption.start(bus, name, async delivery => {
      const { event, attempt } = delivery;
      if (event.id === 'a') {
        await delivery.ack();
      } else if (event.id === 'b' && attempt === 1) {
        await delivery.retry(10, 'later');
      } else {
        await delivery.reject('no');
      }
    });
    await until('all is settled', async () => {
      const [state] = await bus.listConsumers();
      return state?.deadLetters === 2 && state.pending === 0;
    });
    const { items } = await bus.listDeadLetters(name, { limit: 1 });
    await bus.listDeadLetters(name, { continue: items[0]!.id });
    await bus.replay(name, items[0]!.id);
    await taken.has(5);
    await taken.stop();
    const nc = await connect({
      servers: connection.servers,
      ...{ user: user.name, pass: user.password },
    });
    const jsm = await jetstreamManager(nc, { checkAPI: false });
    await cleanEvents(jsm, natsLayout(connection), 1);
    await nc.close();
    await bus.removeConsumer(name);
    await expect(stranger.listConsumers()).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.not.stringContaining('wrong'),
    });
  } finally {
    await Promise.all([bus.close(), stranger.close()]);
    await server.stop();
  }
}, 60_000);
