import {
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../__testUtils__/mockLogger';
import { environmentObject } from '../__testUtils__/objects';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { StatusSummaries } from './StatusSummaries';

describe('StatusSummaries', () => {
  let store: ResourceStore;
  let summaries: StatusSummaries;
  let now: number;
  /** Of each environment: its services, and how long it takes to list them, in milliseconds. */
  let counts: Record<string, number>;
  let costs: Record<string, number>;

  afterEach(() => summaries.stop());

  const testStore = useTestStore();

  beforeEach(() => {
    store = testStore.open();
    now = 0;
    counts = {};
    costs = {};
    summaries = StatusSummaries.create({
      store,
      namespace: SYSTEM,
      services: {
        list: async ({ environment }) => {
          const { name } = environment!;
          now += costs[name] ?? 0;
          return { items: [], totalItems: counts[name] ?? 0 };
        },
        health: async () => ({ answering: 0, failing: 0, examples: [] }),
      },
      logger: mockLogger(),
      tuning: { debounceMs: 1, now: () => now },
    });
  });

  const create = (name: string) =>
    store.create(RemoteEnvironmentKind, environmentObject(name));

  /** It has this many services now. */
  function change(environment: RemoteEnvironment, count: number) {
    counts[environment.metadata.name] = count;
    summaries.observe({
      kind: RemoteEnvironmentKind.kind,
      object: environment,
      deleted: false,
    });
  }

  const written = async ({ metadata }: RemoteEnvironment) =>
    (await store.get(RemoteEnvironmentKind, metadata))?.status?.serviceCount;

  const says = (environment: RemoteEnvironment, count: number) =>
    eventually(async () => expect(await written(environment)).toBe(count));

  it('takes no more than a twentieth of the time for one environment, and others do not wait for it', async () => {
    const large = await create('large');
    const small = await create('small');
    costs.large = 3000;
    change(large, 1);
    await says(large, 1);
    change(large, 2);
    change(small, 1);
    await says(small, 1);
    now = 59_999;
    change(small, 2);
    await says(small, 2);
    expect(await written(large)).toBe(1);
    now = 60_000;
    await says(large, 2);
  });

  it('writes at once again what took no time', async () => {
    const shop = await create('shop');
    for (const count of [1, 2, 3]) {
      change(shop, count);
      await says(shop, count);
    }
    expect(now).toBe(0);
  });
});
