import { EventBench, JSON_TYPE, LEGACY } from '../__testUtils__/EventBench';
import { until } from '../__testUtils__/until';

jest.setTimeout(60_000);

describe('events at the edge', () => {
  let bench: EventBench;

  beforeAll(async () => {
    bench = await EventBench.create();
  });

  beforeEach(() => bench.next());

  afterAll(() => bench.close());

  it('lists what is subscribed to, each type once', async () => {
    await bench.stores.resources.subscribe(
      bench.environment,
      `es-${bench.name}-1`,
      [
        { type: 'order.paid', version: 'v2' },
        { type: 'order.created', version: 'v1' },
      ],
    );
    await bench.stores.resources.subscribe(
      bench.environment,
      `es-${bench.name}-2`,
      [{ type: 'order.created', version: 'v1' }, { type: 'order.created' }],
    );
    const path = `/${bench.name}/v1/events/subscribed`;
    const expected = {
      eventsInfo: [
        { name: 'order.created', version: '' },
        { name: 'order.created', version: 'v1' },
        { name: 'order.paid', version: 'v2' },
      ],
    };
    await until(
      () =>
        bench.edge.view.subscribedTypes(bench.environment.metadata.uid)
          .length === expected.eventsInfo.length,
    );
    expect((await bench.client.call({ path })).json).toEqual(expected);
  });

  it('never lets one environment write in the name of another', async () => {
    const other = await bench.edge.connected(`other`);
    const stranger = bench.edge.client(other.credentials);
    for (const path of ['/v1/events', '/v2/events', '/events']) {
      expect(
        await stranger.call({
          method: 'POST',
          path: `/${bench.name}${path}`,
          body: JSON.stringify(LEGACY),
          headers: JSON_TYPE,
        }),
      ).toMatchObject({
        status: 403,
        json: { code: 403, error: 'no valid subject found' },
      });
    }
    expect(await bench.pending()).toBe(0);
  });
});
