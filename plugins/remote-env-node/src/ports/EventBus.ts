/** One event as the bus keeps it: CloudEvents 1.0 context attributes apart from the payload. */
export interface BusEvent {
  /** CloudEvents `id`. */
  id: string;
  /** Name of the remote environment; CloudEvents `source` is derived from it on delivery. */
  environment: string;
  /** Uid of the remote environment at the time of acceptance: a re-created name never sees older events. */
  environmentUid: string;
  /** CloudEvents `type`. */
  type: string;
  /** `event-type-version` of the older protocol, when there is one. */
  typeVersion?: string;
  /** RFC 3339, when the event happened. */
  time: string;
  /** RFC 3339, when the edge accepted it. */
  receivedAt: string;
  dataContentType?: string;
  dataSchema?: string;
  subject?: string;
  /** Further context attributes, names by the CloudEvents rule, values as strings. */
  extensions: Record<string, string>;
  /** The payload as received. */
  data?: Buffer;
}

export interface PublishResult {
  /** The same id from the same environment was accepted within the duplicate window; nothing was added. */
  duplicate: boolean;
}

export interface ConsumerConfig {
  /** Durable name: position and unacknowledged deliveries survive every restart. `[A-Za-z0-9_-]`, 128 at most. */
  name: string;
  environmentUid: string;
  /** Any of these; `version` absent means every version. */
  types: { type: string; version?: string }[];
  /** A delivery not settled for this long is delivered again. */
  ackWaitMs: number;
  /** Unsettled deliveries at most. */
  maxInFlight: number;
  /** Deliveries of one event, first included, before it becomes a dead letter. */
  maxDeliveries: number;
  /**
   * ISO 8601. A consumer that is new gets the events that were published from then on; absent: from now on. It has no
   * meaning for one that is there already.
   */
  since?: string;
}

/** One delivery; settle it exactly once. Settling after `ackWaitMs` has no effect. */
export interface Delivery {
  event: BusEvent;
  /** 1 for the first. */
  attempt: number;
  /** Position in the log; grows, with gaps. */
  offset: string;
  ack(): Promise<void>;
  /** Deliver again, not before this many milliseconds. */
  retry(delayMs: number, reason: string): Promise<void>;
  /** Straight to the dead-letter list. */
  reject(reason: string): Promise<void>;
}

export interface DeadLetter {
  /** Opaque. */
  id: string;
  consumer: string;
  event: BusEvent;
  attempts: number;
  reason: string;
  /** RFC 3339. */
  at: string;
}

export interface ConsumerState {
  name: string;
  /** Events that match and are not settled. */
  pending: number;
  inFlight: number;
  deadLetters: number;
}

/**
 * A durable log of events with durable consumers: at least once, in order of acceptance for first deliveries.
 * Contract: `testing/eventBusContract`.
 */
export interface EventBus {
  /**
   * Returns only when the event is on disk (or replicated): a power failure after it does not lose the event.
   *
   * @throws StoreUnavailableError when that cannot be had now; the sender may try again with the same id
   */
  publish(event: BusEvent): Promise<PublishResult>;

  /** Creates the consumer at the end of the log, or changes its configuration and keeps its position. */
  ensureConsumer(config: ConsumerConfig): Promise<void>;

  /** Removes it with its position and dead letters; unknown names are fine. */
  removeConsumer(name: string): Promise<void>;

  listConsumers(): Promise<ConsumerState[]>;

  /**
   * Deliveries for one consumer until the signal aborts. Several processes may consume under one name: each
   * delivery goes to one of them. Never yields more than `maxInFlight` unsettled deliveries in all.
   *
   * @throws ResourceNotFoundError when there is no such consumer (also when it is removed meanwhile)
   */
  consume(name: string, signal: AbortSignal): AsyncIterable<Delivery>;

  /** Newest first. */
  listDeadLetters(
    consumer: string,
    options?: { limit?: number; continue?: string },
  ): Promise<{ items: DeadLetter[]; continue?: string }>;

  /** Puts a dead letter back in line for its consumer, with a fresh count of attempts. */
  replay(consumer: string, deadLetterId: string): Promise<void>;

  close(): Promise<void>;
}
