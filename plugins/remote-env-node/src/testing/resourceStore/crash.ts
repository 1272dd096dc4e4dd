import {
  RemoteEnvironmentKind,
  SecretKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import { until } from '../conditions';
import type { SuiteContext } from './harness';
import { secret } from './samples';
import { secretValue, turnState } from './tasks';
import { WatchRecorder } from './WatchRecorder';

const ROUNDS = 5;
const AT_ONCE = 4;

/** Writers that are killed at any moment: nothing acknowledged is lost, nothing is half written. */
export function crashSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;
  const kind = RemoteEnvironmentKind;

  /** @returns what the writer was told, e.g. `updated 3` */
  async function killWhileWriting(
    namespace: string,
    writer: string,
  ): Promise<Set<string>> {
    const run = context.harness().spawn('write', namespace, writer);
    const acknowledged = new Set<string>();
    const enough = 3 + Math.floor(Math.random() * 20);
    for await (const line of run.lines) {
      acknowledged.add(line);
      if (acknowledged.size === enough) {
        setTimeout(() => run.process.kill('SIGKILL'), Math.random() * 10);
      }
    }
    expect(await run.exited).toEqual({ code: null, signal: 'SIGKILL' });
    return acknowledged;
  }

  async function checkWriter(
    namespace: string,
    writer: string,
    acknowledged: Set<string>,
  ): Promise<void> {
    const { items } = await store().list(kind, {
      namespace,
      labels: { writer },
    });
    const byName = new Map(items.map(item => [item.metadata.name, item]));
    const last = Math.max(
      ...[...acknowledged].map(line => Number(line.split(' ')[1])),
    );
    for (let index = 0; index <= last; index++) {
      const name = `${writer}-${index}`;
      const has = (what: string) => acknowledged.has(`${what} ${index}`);
      const object = byName.get(name);
      const mayBeDeleted = index % 3 === 2 && has('updated');
      if (has('deleted')) {
        expect(object).toBeUndefined();
      } else if (!mayBeDeleted) {
        expect(object).toBeDefined();
      }
      if (object) {
        const turn = Number(object.metadata.labels?.turn);
        expect(turn).toBeGreaterThanOrEqual(has('updated') ? 1 : 0);
        expect(object.spec).toEqual(turnState(writer, turn).spec);
        if (has('secret')) {
          const beside = await store().get(SecretKind, { namespace, name });
          const { data } = secret(namespace, name, secretValue(name));
          expect(beside?.data).toEqual(data);
        }
      } else {
        await until(
          'the Secret follows its owner',
          async () => !(await store().get(SecretKind, { namespace, name })),
          60_000,
        );
      }
    }
    const selected = await store().list(kind, {
      namespace,
      labels: { writer, turn: '1' },
    });
    expect(selected.items).toEqual(
      items.filter(({ metadata }) => metadata.labels?.turn === '1'),
    );
  }

  it(`holds whatever was acknowledged through ${
    ROUNDS * AT_ONCE
  } kills with SIGKILL`, async () => {
    const ns = await freshNamespace();
    const { resourceVersion } = await store().list(kind, { namespace: ns });
    const watch = WatchRecorder.start(store(), kind, {
      namespace: ns,
      resourceVersion,
    });
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          const writer = `w${round}-${lane}`;
          const acknowledged = await killWhileWriting(ns, writer);
          await checkWriter(ns, writer, acknowledged);
        }),
      );
    }
    const { items } = await store().list(kind, { namespace: ns });
    await until('the watch has told everything', () => {
      const view = replay(watch);
      return (
        view.size === items.length &&
        items.every(
          ({ metadata }) =>
            view.get(metadata.name)?.metadata.resourceVersion ===
            metadata.resourceVersion,
        )
      );
    });
    await watch.stop();
  }, 60_000);
}

/** What somebody knows who has only the watch. */
function replay(
  watch: WatchRecorder<RemoteEnvironment>,
): Map<string, RemoteEnvironment> {
  const view = new Map<string, RemoteEnvironment>();
  for (const { type, object } of watch.changes) {
    if (type === 'DELETED') {
      view.delete(object.metadata.name);
    } else {
      view.set(object.metadata.name, object);
    }
  }
  return view;
}
