import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ConsumerInfo, JetStreamManager } from '@nats-io/jetstream';
import { rulesOf } from './consumers';
import type { NatsLayout } from './layout';
import type { NatsLink } from './NatsLink';

const INTERVAL_MS = 60_000;

/** Removes from time to time what is old and settled. */
export class Retention {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  static start(options: {
    link: NatsLink;
    layout: NatsLayout;
    retentionMs: number;
    logger?: LoggerService;
  }): Retention {
    return new Retention(options);
  }

  private constructor(options: Parameters<typeof Retention.start>[0]) {
    const { link, layout, retentionMs, logger } = options;
    this.#timer = setInterval(() => {
      this.#running ??= link
        .run(({ jsm }) => cleanEvents(jsm, layout, retentionMs))
        // The next round takes it up again.
        .catch(error => logger?.warn(`Old events were not removed: ${error}`))
        .finally(() => {
          this.#running = undefined;
        });
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }
}

/**
 * Removes events older than the retention. An event stays, however old, while one of our consumers of its
 * environment has not settled it; a stream's own limit of age knows no such exception, so it is not used.
 */
export async function cleanEvents(
  jsm: JetStreamManager,
  layout: NatsLayout,
  retentionMs: number,
): Promise<void> {
  // Before the consumers are asked: what they have settled then, they have settled of these.
  const { state } = await jsm.streams.info(layout.events);
  const cutoff = await firstSince(jsm, layout.events, {
    first: Math.max(1, state.first_seq),
    last: state.last_seq,
    since: Date.now() - retentionMs,
  });
  /** By the subjects of an environment: up to there everything is settled. */
  const settled = new Map<string, number>();
  for await (const info of jsm.consumers.list(layout.events)) {
    const rules = rulesOf(info);
    if (rules) {
      const upTo = settledUpTo(info, state.last_seq);
      const { environmentSubjects } = rules;
      const other = settled.get(environmentSubjects) ?? Infinity;
      settled.set(environmentSubjects, Math.min(other, upTo));
    }
  }
  const behind = [...settled].filter(([, upTo]) => upTo + 1 < cutoff);
  const least = Math.min(cutoff, ...behind.map(([, upTo]) => upTo + 1));
  if (least > state.first_seq) {
    await jsm.streams.purge(layout.events, { seq: least });
  }
  if (behind.length > 0) {
    await purgeEach(jsm, layout, { settled, cutoff });
  }
}

/** @returns the last sequence of which, and of all before, this consumer needs nothing any more */
function settledUpTo(info: ConsumerInfo, lastSeq: number): number {
  return info.num_pending === 0 && info.num_ack_pending === 0
    ? lastSeq
    : info.ack_floor.stream_seq;
}

async function purgeEach(
  jsm: JetStreamManager,
  { events, prefix }: NatsLayout,
  { settled, cutoff }: { settled: Map<string, number>; cutoff: number },
): Promise<void> {
  const { state } = await jsm.streams.info(events, {
    subjects_filter: `${prefix}.events.>`,
  });
  const environments = new Set(
    Object.keys(state.subjects ?? {}).map(subject =>
      [...subject.slice(`${prefix}.`.length).split('.').slice(0, 2), '>'].join(
        '.',
      ),
    ),
  );
  for (const environment of environments) {
    const filter = `${prefix}.${environment}`;
    const upTo = settled.get(filter);
    const seq = Math.min(cutoff, (upTo ?? Infinity) + 1);
    // A purge that leaves nothing of a subject moves its consumers to the end of the whole stream (seen with 2.10).
    if (upTo === undefined || (await hasFrom(jsm, events, filter, seq))) {
      await jsm.streams.purge(events, { filter, seq });
    }
  }
}

async function hasFrom(
  jsm: JetStreamManager,
  stream: string,
  subject: string,
  seq: number,
): Promise<boolean> {
  const last = await jsm.streams.getMessage(stream, { last_by_subj: subject });
  return last !== null && last.seq >= seq;
}

/** @returns the first sequence that was stored then or later; the one after the last when there is none */
async function firstSince(
  jsm: JetStreamManager,
  stream: string,
  { first, last, since }: { first: number; last: number; since: number },
): Promise<number> {
  let low = first;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await jsm.direct.getMessage(stream, {
      seq: middle,
      next_by_subj: '>',
    });
    if (!found || found.seq >= high || found.time.getTime() >= since) {
      high = middle;
    } else {
      low = found.seq + 1;
    }
  }
  return low;
}
