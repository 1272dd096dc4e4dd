import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { NatsSession } from './NatsLink';
import { againSubject, returnedSubject, type NatsLayout } from './layout';
import type { PulledMessage } from './PullRequests';

const ANSWER_MS = 5000;

/** Settles a message and waits until the server knows. */
export async function tellServer(
  nc: NatsConnection,
  { reply }: PulledMessage,
  what: 'ack' | 'renew' | { retryInMs: number },
): Promise<void> {
  const text =
    typeof what === 'object'
      ? `-NAK ${JSON.stringify({ delay: nanos(Math.max(1, what.retryInMs)) })}`
      : { ack: '+ACK', renew: '+WPI' }[what];
  await nc.request(reply, text, { timeout: ANSWER_MS });
}

/** Acknowledges a message for good. What was put in line for this consumer alone has no more use in the log. */
export async function finish(
  { nc, jsm }: NatsSession,
  layout: NatsLayout,
  consumer: string,
  message: PulledMessage,
): Promise<void> {
  await tellServer(nc, message, 'ack');
  if (message.subject === againSubject(layout, consumer)) {
    // Otherwise it goes when it is old.
    await jsm.streams
      .deleteMessage(layout.events, message.seq, false)
      .catch(() => {});
  }
}

/**
 * Puts a message back that nobody has seen. JetStream counts it as delivered; this tells the next reader how many of
 * its count do not count.
 */
export async function putBack(
  { js, nc, jsm }: NatsSession,
  layout: NatsLayout,
  consumer: string,
  message: PulledMessage,
): Promise<void> {
  const before = await timesPutBack({ jsm }, layout, consumer, message);
  const subject = returnedSubject(layout, consumer, message.seq);
  await js.publish(subject, String(before + 1));
  await tellServer(nc, message, { retryInMs: 1 });
}

/** How many of a message's deliveries ended unseen. */
export async function timesPutBack(
  { jsm }: Pick<NatsSession, 'jsm'>,
  layout: NatsLayout,
  consumer: string,
  { deliveries, seq }: PulledMessage,
): Promise<number> {
  if (deliveries === 1) {
    return 0;
  }
  const record = await jsm.streams.getMessage(layout.slots, {
    last_by_subj: returnedSubject(layout, consumer, seq),
  });
  return record ? Number(record.string()) : 0;
}
