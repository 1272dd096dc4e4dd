import type { EventBus } from '../../ports';
import { sampleEvent } from './samples';

/** What an event of a writer carries; large enough to span pages, so that half a write could be seen. */
export function payloadOf(id: string): Buffer {
  return Buffer.from(`${id}:${'x'.repeat(3000)}:${id}`);
}

/**
 * What a child process of the suite does; to be called by the program that `EventBusHarness.spawn` starts.
 * Reports in lines on standard output, each after the bus has answered.
 */
export async function runEventBusTask(
  bus: EventBus,
  [task, ...args]: string[],
): Promise<void> {
  const [name = '', environmentUid = ''] = args;
  if (task === 'publish') {
    await Promise.all(
      [0, 1, 2, 3].map(lane => publishForEver(bus, environmentUid, name, lane)),
    );
  } else {
    await consumeForEver(bus, name);
  }
}

async function say(line: string): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(`${line}\n`, () => resolve());
  });
}

async function publishForEver(
  bus: EventBus,
  environmentUid: string,
  writer: string,
  lane: number,
): Promise<never> {
  for (let index = 0; ; index++) {
    const id = `${writer}-${lane}-${index}`;
    await bus.publish(sampleEvent(environmentUid, id, { data: payloadOf(id) }));
    await say(`published ${id}`);
  }
}

async function consumeForEver(bus: EventBus, consumer: string): Promise<void> {
  const never = new AbortController();
  for await (const delivery of bus.consume(consumer, never.signal)) {
    await say(`got ${delivery.event.id}`);
    delivery.ack().then(
      () => say(`acknowledged ${delivery.event.id}`),
      error => say(`error ${error}`),
    );
  }
}
