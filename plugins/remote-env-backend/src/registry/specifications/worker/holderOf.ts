import { isRecord } from './outline/words.ts';

/**
 * The part of a definition (wire-contracts 1.2) that may hold a document.
 *
 * @param body - parsed JSON
 * @param within - field of the body that holds the definition; absent: the body is it
 * @returns nothing where the part is no object
 */
export function holderOf(
  body: unknown,
  within: string | undefined,
  part: 'api' | 'events',
): Record<string, unknown> | undefined {
  const definition = within === undefined ? body : memberOf(body, within);
  const holder = memberOf(definition, part);
  return isRecord(holder) ? holder : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
