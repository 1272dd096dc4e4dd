import {
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '../../ports';
import { environment, ownedBy, secret } from './samples';

/** Large enough to span several pages of a database, so that half a write could be seen. */
const PADDING = 'x'.repeat(6000);

/** The state that a writer gives its objects; label and spec must always belong together. */
export function turnState(writer: string, turn: number) {
  return {
    labels: { writer, turn: String(turn) },
    spec: { description: `${turn}:${writer}:${PADDING}` },
  };
}

/** Value of the Secret beside a writer's object. */
export function secretValue(name: string): Record<string, string> {
  return { value: `secret of ${name} ${PADDING}` };
}

/**
 * What a child process of the suite does; to be called by the program that `ResourceStoreHarness.spawn` starts.
 * Reports in lines on standard output, each after the store has answered.
 */
export async function runResourceStoreTask(
  store: ResourceStore,
  [task, ...args]: string[],
): Promise<void> {
  const [namespace = '', name = ''] = args;
  if (task === 'write') {
    await writeForEver(store, namespace, name);
  } else {
    await count(store, namespace, name);
    await store.close();
  }
}

async function say(line: string): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(`${line}\n`, () => resolve());
  });
}

async function writeForEver(
  store: ResourceStore,
  namespace: string,
  writer: string,
): Promise<never> {
  for (let index = 0; ; index++) {
    const name = `${writer}-${index}`;
    const { labels, spec } = turnState(writer, 0);
    const made = await store.create(
      RemoteEnvironmentKind,
      environment(namespace, name, { labels, spec }),
    );
    await say(`created ${index}`);
    await store.create(
      SecretKind,
      secret(namespace, name, secretValue(name), ownedBy(made)),
    );
    await say(`secret ${index}`);
    const next = turnState(writer, 1);
    await store.update(RemoteEnvironmentKind, {
      ...made,
      metadata: { ...made.metadata, labels: next.labels },
      spec: next.spec,
    });
    await say(`updated ${index}`);
    if (index % 3 === 2) {
      await store.delete(RemoteEnvironmentKind, { namespace, name });
      await say(`deleted ${index}`);
    }
  }
}

/** Adds 25 to a number that others add to at the same time, each time writing an object of its own, too. */
async function count(
  store: ResourceStore,
  namespace: string,
  name: string,
): Promise<void> {
  for (let turn = 0; turn < 25; ) {
    const counter = await store.get(RemoteEnvironmentKind, {
      namespace,
      name: 'counter',
    });
    if (!counter) {
      throw new Error('There is no counter');
    }
    try {
      const next = Number(counter.spec.description) + 1;
      await store.update(RemoteEnvironmentKind, {
        ...counter,
        spec: { description: String(next) },
      });
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceConflictError') {
        continue;
      }
      await say(`error ${error}`);
      throw error;
    }
    await store.create(
      RemoteEnvironmentKind,
      environment(namespace, `${name}-${turn}`),
    );
    turn += 1;
  }
  await say('done');
}
