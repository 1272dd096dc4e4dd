import { eventBusContract } from '../testing';
import { natsEventBusHarness } from '../testing/engines/natsHarness';
import { startNats } from '../testing/engines/startNats';

eventBusContract('NATS JetStream', async () =>
  natsEventBusHarness(await startNats()),
);
