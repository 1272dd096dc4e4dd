import type { Knex } from 'knex';

/** Told what has just become durable. */
export type OnWrite = (write: string) => void;

/** The same port, telling of each of these calls once it has succeeded. */
export function observingWrites<T extends object>(
  port: T,
  calls: readonly (keyof T & string)[],
  onWrite: OnWrite,
): T {
  const isWrite = new Set<string | symbol>(calls);
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      if (!isWrite.has(name)) {
        return member.bind(target);
      }
      return async (...given: unknown[]) => {
        const result: unknown = await Reflect.apply(member, target, given);
        onWrite(`${String(name)} ${nameOf(given)}`);
        return result;
      };
    },
  });
}

/** Tells of each statement that has changed something. */
export function observeDatabase(knex: Knex, onWrite: OnWrite): void {
  knex.on('query-response', (_, { sql }: { sql: string }) => {
    const [, statement] =
      /^((?:insert|update|delete) .*?`\w+`)/.exec(sql) ?? [];
    if (statement) {
      onWrite(statement.replaceAll('`', ''));
    }
  });
}

/** The kind of a resource, or the key of a document. */
function nameOf([first]: unknown[]): string {
  return typeof first === 'object' && first !== null && 'kind' in first
    ? String(first.kind)
    : String(first);
}
