import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import {
  headers as newHeaders,
  nanos,
  type MsgHdrs,
} from '@nats-io/transport-node';
import type { DeadLetter } from '../ports';
import { ResourceNotFoundError } from '../ports/errors';
import { isMessageMissing } from './errors';
import {
  decodeHeaderValue,
  encodeHeaderValue,
  fromMessage,
} from './eventMessages';
import { againSubject, deadSubject, type NatsLayout } from './layout';
import type { NatsSession } from './NatsLink';
import { PullRequests, type PulledMessage } from './PullRequests';
import { finish } from './settlements';

/** Position of the event in the log, on copies of it. */
export const OFFSET = 'remote-env-offset';
const ATTEMPTS = 'remote-env-attempts';
const REASON = 'remote-env-reason';

/** Characters of a reason that are kept. */
const MAX_REASON = 1000;

/** Bytes that a dead letter's headers may have beyond those of its event: three for each of a reason's, at worst nine. */
export const DEAD_LETTER_OVERHEAD = 16 * 1024;

/** Files a copy of an event for one consumer, then settles its delivery. */
export async function fileDeadLetter(
  session: NatsSession,
  layout: NatsLayout,
  letter: {
    consumer: string;
    message: PulledMessage;
    attempts: number;
    reason: string;
  },
): Promise<void> {
  const { consumer, message, attempts, reason } = letter;
  const headers = copyOf(message.headers);
  headers.set(OFFSET, headers.get(OFFSET) || String(message.seq));
  headers.set(ATTEMPTS, String(attempts));
  headers.set(REASON, encodeHeaderValue(reason.slice(0, MAX_REASON)));
  await session.js.publish(deadSubject(layout, consumer), message.data, {
    headers,
    // Whoever files it again, because the next step failed, files nothing.
    msgID: `${consumer}:${message.seq}`,
  });
  await finish(session, layout, consumer, message);
}

/**
 * Newest first.
 *
 * @param before - only letters older than the one at this position
 */
export async function listDeadLetters(
  session: NatsSession,
  layout: NatsLayout,
  options: { consumer: string; limit: number; before: number },
): Promise<{ items: DeadLetter[]; more: boolean }> {
  const { consumer, limit, before } = options;
  const sequences = await lastSequences(
    session,
    layout.dead,
    deadSubject(layout, consumer),
    { before, count: limit + 1 },
  );
  const items: DeadLetter[] = [];
  for (const seq of sequences.slice(0, limit)) {
    const stored = await session.jsm.streams.getMessage(layout.dead, { seq });
    if (stored) {
      items.push({
        id: String(seq),
        consumer,
        event: fromMessage({ headers: stored.header, data: stored.data }),
        attempts: Number(stored.header.get(ATTEMPTS)),
        reason: decodeHeaderValue(stored.header.get(REASON)),
        at: stored.time.toISOString(),
      });
    }
  }
  return { items, more: sequences.length > limit };
}

/** @throws ResourceNotFoundError */
export async function replayDeadLetter(
  { js, jsm }: NatsSession,
  layout: NatsLayout,
  consumer: string,
  id: string,
): Promise<void> {
  const missing = () =>
    new ResourceNotFoundError(
      `Consumer '${consumer}' has no dead letter '${id}'`,
    );
  if (!/^[1-9]\d{0,14}$/.test(id)) {
    throw missing();
  }
  const seq = Number(id);
  const stored = await jsm.streams.getMessage(layout.dead, { seq });
  if (stored?.subject !== deadSubject(layout, consumer)) {
    throw missing();
  }
  const headers = copyOf(stored.header);
  headers.delete(ATTEMPTS);
  headers.delete(REASON);
  await js.publish(againSubject(layout, consumer), stored.data, {
    headers,
    // Two who replay it at the same time put it in line once.
    msgID: `replay:${consumer}:${seq}`,
  });
  try {
    await jsm.streams.deleteMessage(layout.dead, seq, false);
  } catch (error) {
    const left = await jsm.streams.getMessage(layout.dead, { seq });
    throw isMessageMissing(error) || !left ? missing() : error;
  }
}

/** Without what JetStream itself reads. */
function copyOf(headers: MsgHdrs | undefined): MsgHdrs {
  const copy = newHeaders();
  for (const [name, [value = '']] of headers ?? []) {
    if (!name.startsWith('Nats-')) {
      copy.set(name, value);
    }
  }
  return copy;
}

/**
 * The last sequences of a subject, the newest first. JetStream only reads forwards; but it says how many messages
 * lie ahead of a consumer, so that the place to begin with can be searched for.
 */
async function lastSequences(
  session: NatsSession,
  stream: string,
  subject: string,
  { before, count }: { before: number; count: number },
): Promise<number[]> {
  const { state } = await session.jsm.streams.info(stream);
  const end = Math.min(before, state.last_seq + 1);
  const first = Math.max(1, state.first_seq);
  if (end <= first) {
    return [];
  }
  const beyond =
    end > state.last_seq ? 0 : await countFrom(session, stream, subject, end);
  const ahead = async (start: number) =>
    (await countFrom(session, stream, subject, start)) - beyond;
  // `tooFew` has fewer than wanted from there on, `enough` has them, or is the beginning.
  let tooFew = end;
  let step = 4 * count;
  let enough = Math.max(first, end - step);
  let found = await ahead(enough);
  while (found < count && enough > first) {
    tooFew = enough;
    step *= 4;
    enough = Math.max(first, end - step);
    found = await ahead(enough);
  }
  while (found > 2 * count && tooFew - enough > 1) {
    const middle = Math.floor((enough + tooFew) / 2);
    const there = await ahead(middle);
    if (there >= count) {
      [enough, found] = [middle, there];
    } else {
      tooFew = middle;
    }
  }
  const all = await sequencesFrom(session, stream, subject, enough, found);
  return all
    .filter(seq => seq < end)
    .reverse()
    .slice(0, count);
}

async function countFrom(
  session: NatsSession,
  stream: string,
  subject: string,
  start: number,
): Promise<number> {
  return withReader(
    session,
    stream,
    subject,
    start,
    async (_, pending) => pending,
  );
}

async function sequencesFrom(
  session: NatsSession,
  stream: string,
  subject: string,
  start: number,
  count: number,
): Promise<number[]> {
  return withReader(session, stream, subject, start, async name => {
    const requests = PullRequests.open(session.nc, stream, name);
    const { signal } = new AbortController();
    const sequences: number[] = [];
    try {
      while (sequences.length < count) {
        const batch = count - sequences.length;
        const got = await requests.pull({ batch, waitMs: 0, signal });
        if (got.length === 0) {
          break;
        }
        sequences.push(...got.map(({ seq }) => seq));
      }
    } finally {
      await requests.close();
    }
    return sequences;
  });
}

async function withReader<T>(
  { jsm }: NatsSession,
  stream: string,
  subject: string,
  start: number,
  work: (name: string, pending: number) => Promise<T>,
): Promise<T> {
  const { name, num_pending: pending } = await jsm.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: start,
    filter_subject: subject,
    headers_only: true,
    mem_storage: true,
    inactive_threshold: nanos(30_000),
  });
  try {
    return await work(name, pending);
  } finally {
    await jsm.consumers.delete(stream, name);
  }
}
