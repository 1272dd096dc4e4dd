import type { BusEvent, EventBus } from '../../ports';
import type { ProgramRun } from '../programs/Program';

export interface OpenOptions {
  /** 300 unless given. */
  duplicateWindowSeconds?: number;
  /** A day unless given. */
  retentionSeconds?: number;
}

/** How the suite reaches one adapter. Everything optional is left out where an engine has no such thing. */
export interface EventBusHarness {
  /** Another bus over the same log each time, as another process would have it. The suite closes it. */
  open(options?: OpenOptions): Promise<EventBus>;

  /** Starts a process that opens a bus over the same log and calls `runEventBusTask` with these. */
  spawn(...task: string[]): ProgramRun;

  /** Lets the bus remove now what its retention allows, instead of at its next turn. */
  clean(options: OpenOptions): Promise<void>;

  /** Whether the log still holds the event with this id. */
  holds(id: string): Promise<boolean>;

  /** Another process keeps all writers out for that long; resolves when it has begun to. */
  keepWritersOut?(ms: number): Promise<{ ended: Promise<void> }>;

  /**
   * Another writer publishes this event and stops between taking its position and its commit, until told to go on.
   */
  publishAndPause?(event: BusEvent): Promise<{ commit(): Promise<void> }>;

  /** Removes everything. */
  dispose(): Promise<void>;
}

/** What the parts of the suite share. */
export interface SuiteContext {
  harness(): EventBusHarness;
  /** One bus for all tests. */
  bus(): EventBus;
  /** Further ones, closed after the test. */
  openAnother(options?: OpenOptions): Promise<EventBus>;
  /** An environment that nobody has published for, as its uid. */
  freshEnvironment(): string;
}
