import { createHash } from 'node:crypto';
import { holderOf } from './holderOf.ts';
import { isRecord } from './outline/words.ts';
import type { SeparatedDefinition } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { textOfSpec } from './textOfSpec.ts';

const PARTS = ['api', 'events'] as const;

/**
 * Takes the documents out of a definition of a service (wire-contracts 1.2), so that what is left is small.
 *
 * @param body - JSON
 * @param options - `encoding`: one that `TextDecoder` knows; `within`: field of the body that holds the definition
 * @throws Refusal with what the JSON parser says
 */
export function separateDocuments(
  body: Uint8Array,
  { encoding, within }: { encoding: string; within: string | undefined },
): SeparatedDefinition {
  const whole = read(body, encoding);
  const documents: SeparatedDefinition['documents'] = [];
  for (const part of PARTS) {
    const holder = holderOf(whole, within, part);
    if (holder && isDocument(holder.spec)) {
      const bytes = Buffer.from(textOfSpec(holder.spec));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      documents.push({ part, bytes, sha256 });
      delete holder.spec;
    }
  }
  return { rest: JSON.stringify(whole), documents };
}

function read(body: Uint8Array, encoding: string): unknown {
  try {
    return JSON.parse(new TextDecoder(encoding).decode(body));
  } catch (error) {
    throw new Refusal({
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Anything else is left where it is, for those who say what is wrong with it. */
function isDocument(spec: unknown): boolean {
  return (typeof spec === 'string' && spec !== '') || isRecord(spec);
}
