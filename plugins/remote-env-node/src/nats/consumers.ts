import { createHash } from 'node:crypto';
import {
  AckPolicy,
  DeliverPolicy,
  JetStreamApiError,
  ReplayPolicy,
  type ConsumerInfo,
  type ConsumerUpdateConfig,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { z } from 'zod';
import type { ConsumerConfig, ConsumerState } from '../ports';
import { ResourceNotFoundError } from '../ports/errors';
import { isMissing } from './errors';
import {
  againSubject,
  consumerSubjects,
  deadSubject,
  returnedSubject,
  slotSubject,
  type NatsLayout,
} from './layout';

/** What readers need to know of a consumer; kept in its metadata. */
const rulesSchema = z.object({
  ackWaitMs: z.number(),
  maxInFlight: z.number(),
  maxDeliveries: z.number(),
  /** Encoded as a subject's token. */
  environmentSubjects: z.string(),
});
export type ConsumerRules = z.infer<typeof rulesSchema>;

const RULES = 'remote-env-rules';
const DIGEST = 'remote-env-digest';

/**
 * While this many events of a consumer wait for another try, no new ones are taken up: with its sink away, a
 * consumer's backlog stays in the log instead of being tried and filed event by event.
 */
const MAX_WAITING = 1000;

/** "consumer already exists", by the name of the request that says so. */
const EXISTS = [10013, 10105, 10148];

/**
 * How long the server waits for a settlement: a little longer than a reader, so that no delivery is under way twice.
 */
export function serverAckWaitMs(ackWaitMs: number): number {
  return ackWaitMs + Math.min(1000, Math.max(100, Math.round(ackWaitMs / 10)));
}

export async function ensureConsumer(
  jsm: JetStreamManager,
  layout: NatsLayout,
  config: ConsumerConfig,
  environmentSubjects: string,
): Promise<void> {
  const { name, ackWaitMs, maxInFlight, maxDeliveries } = config;
  const rules = { ackWaitMs, maxInFlight, maxDeliveries, environmentSubjects };
  const wanted = {
    filter_subjects: consumerSubjects(layout, config),
    ack_wait: nanos(serverAckWaitMs(ackWaitMs)),
    max_ack_pending: maxInFlight + MAX_WAITING,
    // Readers count, so that what fails for good is filed and not forgotten.
    max_deliver: -1,
  };
  const digest = createHash('sha256')
    .update(JSON.stringify([wanted, rules]))
    .digest('hex');
  const changeable: Partial<ConsumerUpdateConfig> = {
    ...wanted,
    metadata: { [RULES]: JSON.stringify(rules), [DIGEST]: digest },
  };
  const present = await findConsumer(jsm, layout, name);
  if (!present && (await addConsumer(jsm, layout, config, changeable))) {
    await ensureSlots(jsm, layout, name, rules);
    return;
  }
  if (present?.config.metadata?.[DIGEST] !== digest) {
    await jsm.consumers.update(layout.events, name, changeable);
  }
  await ensureSlots(jsm, layout, name, rules);
}

/** @returns false when another process was quicker */
async function addConsumer(
  jsm: JetStreamManager,
  layout: NatsLayout,
  { name, since }: ConsumerConfig,
  changeable: Partial<ConsumerUpdateConfig>,
): Promise<boolean> {
  const { state } = await jsm.streams.info(layout.events);
  const beginning =
    since === undefined
      ? {
          deliver_policy: DeliverPolicy.StartSequence,
          opt_start_seq: state.last_seq + 1,
        }
      : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: since };
  try {
    await jsm.consumers.add(layout.events, {
      ...changeable,
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      replay_policy: ReplayPolicy.Instant,
      ...beginning,
    });
    return true;
  } catch (error) {
    if (isPresent(error)) {
      return false;
    }
    throw error;
  }
}

/**
 * The consumer whose pending acknowledgements are the deliveries under way: JetStream hands out as many slots as
 * there may be deliveries. (The events' own consumer also counts what waits for another try.)
 */
export async function ensureSlots(
  jsm: JetStreamManager,
  layout: NatsLayout,
  name: string,
  { ackWaitMs, maxInFlight }: Pick<ConsumerRules, 'ackWaitMs' | 'maxInFlight'>,
): Promise<void> {
  const changeable = {
    ack_wait: nanos(serverAckWaitMs(ackWaitMs) + 1000),
    max_ack_pending: maxInFlight,
  };
  try {
    await jsm.consumers.add(layout.slots, {
      ...changeable,
      durable_name: name,
      filter_subject: slotSubject(layout, name),
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      // A slot that nobody gave back is of no use to others.
      max_deliver: 1,
    });
  } catch (error) {
    if (!isPresent(error)) {
      throw error;
    }
    await jsm.consumers.update(layout.slots, name, changeable);
  }
}

function isPresent(error: unknown): boolean {
  return error instanceof JetStreamApiError && EXISTS.includes(error.code);
}

export async function findConsumer(
  jsm: JetStreamManager,
  layout: NatsLayout,
  name: string,
): Promise<ConsumerInfo | undefined> {
  try {
    return await jsm.consumers.info(layout.events, name);
  } catch (error) {
    if (isMissing(error)) {
      return undefined;
    }
    throw error;
  }
}

/** @throws ResourceNotFoundError */
export async function readRules(
  jsm: JetStreamManager,
  layout: NatsLayout,
  name: string,
): Promise<ConsumerRules> {
  const known = /^[A-Za-z0-9_-]+$/.test(name);
  const info = known ? await findConsumer(jsm, layout, name) : undefined;
  const rules = info && rulesOf(info);
  if (!rules) {
    throw new ResourceNotFoundError(`There is no consumer '${name}'`);
  }
  return rules;
}

/** Undefined for consumers of other tools on our stream. */
export function rulesOf({ config }: ConsumerInfo): ConsumerRules | undefined {
  const text = config.metadata?.[RULES];
  return text === undefined ? undefined : rulesSchema.parse(JSON.parse(text));
}

export async function removeConsumer(
  jsm: JetStreamManager,
  layout: NatsLayout,
  name: string,
): Promise<void> {
  for (const stream of [layout.events, layout.slots]) {
    await jsm.consumers.delete(stream, name).catch(error => {
      if (!isMissing(error)) {
        throw error;
      }
    });
  }
  const rest: [string, string][] = [
    [layout.events, againSubject(layout, name)],
    [layout.dead, deadSubject(layout, name)],
    [layout.slots, slotSubject(layout, name)],
    [layout.slots, returnedSubject(layout, name, '*')],
  ];
  for (const [stream, filter] of rest) {
    await jsm.streams.purge(stream, { filter });
  }
}

export async function listConsumers(
  jsm: JetStreamManager,
  layout: NatsLayout,
): Promise<ConsumerState[]> {
  const { state } = await jsm.streams.info(layout.dead, {
    subjects_filter: deadSubject(layout, '*'),
  });
  const letters = state.subjects ?? {};
  const inFlight = new Map<string, number>();
  for await (const slots of jsm.consumers.list(layout.slots)) {
    inFlight.set(slots.name, slots.num_ack_pending);
  }
  const states: ConsumerState[] = [];
  for await (const info of jsm.consumers.list(layout.events)) {
    if (rulesOf(info)) {
      states.push({
        name: info.name,
        pending: info.num_pending + info.num_ack_pending,
        inFlight: inFlight.get(info.name) ?? 0,
        deadLetters: letters[deadSubject(layout, info.name)] ?? 0,
      });
    }
  }
  return states.sort((a, b) => (a.name < b.name ? -1 : 1));
}
