import type { EventSubscription } from '@remote-env/plugin-remote-env-common';
import type { ConsumerConfig } from '@remote-env/plugin-remote-env-node';

/** Limits of one subscription. */
export interface DeliveryLimits {
  /** Deliveries under way at once. */
  maxInFlight: number;
  /** Tries before an event goes to the dead letters. */
  maxTries: number;
  /** From its acceptance; an event older than this is tried, but not again. */
  maxAgeMs: number;
  /** For one try. */
  timeoutMs: number;
}

const DEFAULTS: DeliveryLimits = {
  maxInFlight: 10,
  // With the longest back-off of ten minutes, a day of tries: age is what ends them.
  maxTries: 200,
  maxAgeMs: 24 * 3600 * 1000,
  timeoutMs: 10_000,
};

/**
 * Beyond the time of one try: for the answer's way to the bus. After a crash what was under way comes again this
 * late, so it is short; when the bus takes longer, an event is delivered twice.
 */
const SETTLE_MS = 5000;

export function limitsOf({ spec }: EventSubscription): DeliveryLimits {
  const { maxInFlight, maxTries, maxAgeSeconds, timeoutMs } =
    spec.delivery ?? {};
  return {
    maxInFlight: maxInFlight ?? DEFAULTS.maxInFlight,
    maxTries: maxTries ?? DEFAULTS.maxTries,
    maxAgeMs:
      maxAgeSeconds === undefined ? DEFAULTS.maxAgeMs : maxAgeSeconds * 1000,
    timeoutMs: timeoutMs ?? DEFAULTS.timeoutMs,
  };
}

/** The consumer of a subscription; its name is the subscription's uid (decision 0001). */
export function consumerConfig(
  subscription: EventSubscription,
): ConsumerConfig {
  const { spec, metadata } = subscription;
  const { maxInFlight, maxTries, timeoutMs } = limitsOf(subscription);
  return {
    name: metadata.uid,
    environmentUid: spec.environment.uid,
    types: spec.eventTypes,
    ackWaitMs: timeoutMs + SETTLE_MS,
    maxInFlight,
    maxDeliveries: maxTries,
    // Whoever subscribed may count on every event from then on, however late a gateway hears of it.
    since: metadata.creationTimestamp,
  };
}

/** Whether events are to be delivered for it. */
export function isActive({ metadata, status }: EventSubscription): boolean {
  return !metadata.deletionTimestamp && !status?.ended;
}
