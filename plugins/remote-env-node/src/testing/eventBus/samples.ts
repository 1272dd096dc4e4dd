import { randomUUID } from 'node:crypto';
import type { BusEvent, ConsumerConfig, EventBus } from '../../ports';

export function sampleEvent(
  environmentUid: string,
  id: string,
  more: Partial<BusEvent> = {},
): BusEvent {
  return {
    id,
    environment: 'shop',
    environmentUid,
    type: 'order.created',
    time: '2030-01-02T03:04:05Z',
    receivedAt: '2030-01-02T03:04:06Z',
    extensions: {},
    ...more,
  };
}

/** Makes a consumer with a name of its own, for `order.created` unless told otherwise. */
export async function makeConsumer(
  bus: EventBus,
  environmentUid: string,
  more: Partial<ConsumerConfig> = {},
): Promise<ConsumerConfig> {
  const config: ConsumerConfig = {
    name: randomUUID(),
    environmentUid,
    types: [{ type: 'order.created' }],
    ackWaitMs: 30_000,
    maxInFlight: 100,
    maxDeliveries: 5,
    ...more,
  };
  await bus.ensureConsumer(config);
  return config;
}

/** Publishes events with these ids, one after the other. */
export async function publishAll(
  bus: EventBus,
  environmentUid: string,
  ids: string[],
): Promise<void> {
  for (const id of ids) {
    await bus.publish(sampleEvent(environmentUid, id));
  }
}
