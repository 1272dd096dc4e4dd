import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { PayloadCipher } from '../../secrets';
import { until } from '../../testing/conditions';
import type { DatabaseEngine } from '../engine/DatabaseEngine';
import { openEngine } from '../engine/openEngine';
import { DatabaseResourceStore } from './DatabaseResourceStore';
import { ObjectCodec } from './ObjectCodec';
import { DEFAULT_HISTORY, readChanges } from './operations';
import { resourcesComponent } from './schema';

const HOUR_MS = 3_600_000;
const WATCHES = 20;
const WRITES = 10;

describe('DatabaseResourceStore', () => {
  let folder: string;
  let store: DatabaseResourceStore;
  let reads: number;
  let ending: AbortController;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'resources-'));
    reads = 0;
    ending = new AbortController();
    const engine = openEngine(
      { client: 'sqlite', file: path.join(folder, 'resources.sqlite') },
      resourcesComponent,
    );
    const counting: DatabaseEngine = {
      run: (operation, args) => {
        reads += operation.name === readChanges.name ? 1 : 0;
        return engine.run(operation, args);
      },
      onChange: listener => engine.onChange(listener),
      close: () => engine.close(),
    };
    store = DatabaseResourceStore.create({
      engine: counting,
      codec: ObjectCodec.create(PayloadCipher.create(Buffer.alloc(32, 7))),
      history: DEFAULT_HISTORY,
      // Nothing is read for the time that has passed.
      bookmarkIntervalMs: HOUR_MS,
    });
  });

  afterEach(async () => {
    ending.abort();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const create = (name: string) =>
    store.create(RemoteEnvironmentKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteEnvironment',
      metadata: { namespace: 'a', name },
      spec: {},
    });

  /** @returns what it has seen, from now on */
  async function watch() {
    const { resourceVersion } = await store.list(RemoteEnvironmentKind);
    const seen: string[] = [];
    let caughtUp = false;
    const follow = async () => {
      for await (const event of store.watch(RemoteEnvironmentKind, {
        resourceVersion,
        signal: ending.signal,
      })) {
        if (event.type === 'BOOKMARK') {
          caughtUp = true;
        } else {
          seen.push(event.object.metadata.name);
        }
      }
    };
    const ended = follow();
    await until('the watch has caught up', () => caughtUp);
    return { seen, ended };
  }

  it('reads the history a few times for a write, however many watches there are', async () => {
    const watches = await Promise.all(Array.from({ length: WATCHES }, watch));
    const write = async (name: string) => {
      await create(name);
      await until('every watch has seen it', () =>
        watches.every(({ seen }) => seen.includes(name)),
      );
    };
    // From here on all of them are where the shared reading is.
    await write('first');
    const before = reads;
    const names = Array.from({ length: WRITES }, (_, i) => `shop-${i}`);
    for (const name of names) {
      await write(name);
    }
    const each = (reads - before) / WRITES;
    expect(each).toBeGreaterThan(0);
    expect(each).toBeLessThan(WATCHES / 4);
    for (const { seen } of watches) {
      expect(seen).toEqual(['first', ...names]);
    }
    ending.abort();
    await Promise.all(watches.map(({ ended }) => ended));
  });
});
