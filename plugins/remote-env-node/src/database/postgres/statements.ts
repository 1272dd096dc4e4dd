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

/** Runs one operation to its end within the transaction that is open. */
export async function drive<T>(
  client: ClientBase,
  steps: Steps<T>,
): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    step = steps.next(await execute(client, step.value));
  }
  return step.value;
}
