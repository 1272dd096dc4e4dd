import type { ClientBase } from 'pg';
import type { Row, Statement, Steps } from '../engine/Operation';

/** Statements of ours in PostgreSQL's form, each with a name under which a connection keeps its plan. */
const translated = new Map<string, { name: string; text: string }>();

function translate(sql: string): { name: string; text: string } {
  const known = translated.get(sql);
  if (known) {
    return known;
  }
  let position = 0;
  const text = sql.replace(/\?/g, () => {
    position += 1;
    return `$${position}`;
  });
  const query = { name: `remote_env_${translated.size}`, text };
  translated.set(sql, query);
  return query;
}

export async function execute(
  client: ClientBase,
  { sql, params }: Statement,
): Promise<Row[]> {
  const result = await client.query<Row>({
    ...translate(sql),
    values: [...params],
  });
  return result.rows;
}

/** Sends a statement whose answer is awaited later, by `settleAll`. */
export function send(
  client: ClientBase,
  text: string,
  sent: Promise<unknown>[],
): void {
  keep(client.query(text), sent);
}

/** Waits for everything sent; of several failures the first one is the cause of those after it. */
export async function settleAll(sent: Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(sent);
  const failed = outcomes.find(outcome => outcome.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}

/**
 * Runs one operation to its end within the transaction that is open. Statements without rows are sent without
 * waiting for their answer, which spares most of the round trips; a failed one fails the operation at its end.
 *
 * @param sent - what was sent before and has to succeed as well
 */
export async function drive<T>(
  client: ClientBase,
  steps: Steps<T>,
  sent: Promise<unknown>[] = [],
): Promise<T> {
  try {
    let step = steps.next();
    while (!step.done) {
      const rows = execute(client, step.value);
      if (GIVES_ROWS.test(step.value.sql)) {
        step = steps.next(await rows);
      } else {
        keep(rows, sent);
        step = steps.next([]);
      }
    }
    await settleAll(sent);
    return step.value;
  } catch (error) {
    await settleAll(sent);
    throw error;
  }
}

const GIVES_ROWS = /^\s*SELECT\b|\bRETURNING\b/;

function keep(promise: Promise<unknown>, sent: Promise<unknown>[]): void {
  // It is awaited later; until then its failure must not count as unhandled.
  promise.catch(() => {});
  sent.push(promise);
}
