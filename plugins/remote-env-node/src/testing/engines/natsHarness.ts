import path from 'node:path';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { createNatsEventBus } from '../../nats';
import { encodeHeaderValue } from '../../nats/eventMessages';
import { natsLayout } from '../../nats/layout';
import { cleanEvents } from '../../nats/retention';
import type { EventBusHarness, OpenOptions } from '../eventBus';
import { Program } from '../programs/Program';
import { natsConnection } from './natsConnection';
import type { TestNats } from './startNats';

const DAY = 24 * 3600;
const WINDOW = 300;

/** The contract's way to the event bus on one server, which it stops in the end. */
export async function natsEventBusHarness(
  server: TestNats,
): Promise<EventBusHarness> {
  const connection = natsConnection(server);
  const layout = natsLayout(connection);
  const program = await Program.build(
    path.join(__dirname, 'natsEventBusProgram.ts'),
  );
  const nc = await connect({ servers: connection.servers });
  const jsm = await jetstreamManager(nc);
  return {
    open: async (options: OpenOptions = {}) => {
      const { duplicateWindowSeconds = WINDOW, retentionSeconds = DAY } =
        options;
      return createNatsEventBus({
        // The window is a property of the stream: another window is another log.
        connection:
          duplicateWindowSeconds === WINDOW
            ? connection
            : natsConnection(server, `WINDOW_${duplicateWindowSeconds}`),
        duplicateWindowSeconds,
        retentionSeconds,
      });
    },
    spawn: (...task) => program.start(JSON.stringify(connection), ...task),
    clean: ({ retentionSeconds = DAY }) =>
      cleanEvents(jsm, layout, retentionSeconds * 1000),
    holds: async id =>
      (await holds(jsm, layout.events, id)) || holds(jsm, layout.dead, id),
    dispose: async () => {
      await nc.close();
      await program.dispose();
      await server.stop();
    },
  };
}

/** Reads the stream from its end, where the events of the running test are. */
async function holds(
  jsm: JetStreamManager,
  stream: string,
  id: string,
): Promise<boolean> {
  const { state } = await jsm.streams.info(stream);
  for (let seq = state.last_seq; seq >= Math.max(1, state.first_seq); seq--) {
    const message = await jsm.streams.getMessage(stream, { seq });
    if (message?.header.get('ce-id') === encodeHeaderValue(id)) {
      return true;
    }
  }
  return false;
}
