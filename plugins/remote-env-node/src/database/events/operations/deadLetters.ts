import { ResourceNotFoundError } from '../../../ports/errors.ts';
import type { Operation } from '../../engine/Operation.ts';
import {
  databaseTime,
  int,
  optionalBytes,
  sql,
  text,
} from '../../engine/Operation.ts';

export interface DeadLetterRow {
  id: number;
  attempts: number;
  reason: string;
  /** Milliseconds since 1970. */
  at: number;
  envelope: string;
  data?: Uint8Array;
}

export const listDeadLetters: Operation<
  { consumer: string; limit: number; before: number },
  { rows: DeadLetterRow[]; more: boolean }
> = {
  name: 'events.listDeadLetters',
  mode: 'read',
  *run({ consumer, limit, before }) {
    const rows = yield sql(
      `SELECT l.id, l.attempts, l.reason, l.at, e.envelope, e.data
       FROM event_dead_letters l JOIN events e ON e.seq = l.seq
       WHERE l.consumer = ? AND l.id < ? ORDER BY l.id DESC LIMIT ?`,
      consumer,
      before,
      limit + 1,
    );
    return {
      rows: rows.slice(0, limit).map(row => ({
        id: int(row, 'id'),
        attempts: int(row, 'attempts'),
        reason: text(row, 'reason'),
        at: int(row, 'at'),
        envelope: text(row, 'envelope'),
        data: optionalBytes(row, 'data'),
      })),
      more: rows.length > limit,
    };
  },
};

export const replayDeadLetter: Operation<
  { consumer: string; id: number },
  undefined
> = {
  name: 'events.replay',
  mode: 'write',
  *run({ consumer, id }, dialect) {
    const now = yield* databaseTime(dialect);
    const [letter] = yield sql(
      'DELETE FROM event_dead_letters WHERE consumer = ? AND id = ? RETURNING seq',
      consumer,
      id,
    );
    if (!letter) {
      throw new ResourceNotFoundError(
        `Consumer '${consumer}' has no dead letter '${id}'`,
      );
    }
    yield sql(
      'INSERT INTO event_deliveries (consumer, seq, attempt, due, lease) VALUES (?, ?, 0, ?, 0)',
      consumer,
      int(letter, 'seq'),
      now,
    );
    return undefined;
  },
};
