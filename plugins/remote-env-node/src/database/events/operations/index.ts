import type { Operation } from '../../engine/Operation.ts';
import { claimDeliveries, peekDeliveries } from './claim.ts';
import { ensureConsumer, listConsumers, removeConsumer } from './consumers.ts';
import { listDeadLetters, replayDeadLetter } from './deadLetters.ts';
import { publishEvents } from './publish.ts';
import { cleanEvents } from './retention.ts';
import { settleDeliveries } from './settle.ts';

export type { ClaimedDelivery } from './claim.ts';
export type { EventRecord } from './publish.ts';
export type { Settlement } from './settle.ts';
export {
  claimDeliveries,
  cleanEvents,
  ensureConsumer,
  listConsumers,
  listDeadLetters,
  peekDeliveries,
  publishEvents,
  removeConsumer,
  replayDeadLetter,
  settleDeliveries,
};

export const eventOperations: Operation<unknown, unknown>[] = [
  claimDeliveries,
  cleanEvents,
  ensureConsumer,
  listConsumers,
  listDeadLetters,
  peekDeliveries,
  publishEvents,
  removeConsumer,
  replayDeadLetter,
  settleDeliveries,
];
