import { gzipSync } from 'node:zlib';
import { Document } from 'yaml';
import { Refusal } from '../refusal.ts';
import {
  parseText,
  parseYamlInOrder,
  withoutByteOrderMark,
} from '../syntax.ts';
import { readOrderedJson } from './readOrderedJson.ts';
import { writeOrderedJson } from './writeOrderedJson.ts';

/** Characters of what is made: a few lines of YAML can stand for very many. */
const MAX_LENGTH = 128 * 1024 * 1024;

/**
 * A document in another syntax and nothing else: the same values in the same order, references as they are, in UTF-8 with two
 * blanks for a level. What only YAML has (comments, anchors, tags) is not in it.
 *
 * @returns gzip of the text
 * @throws Refusal
 */
export function exportDocument({
  text,
  as,
}: {
  text: string;
  as: 'json' | 'yaml';
}): Uint8Array {
  const source = withoutByteOrderMark(text);
  const value = parseText(source).json
    ? readOrderedJson(source)
    : parseYamlInOrder(source);
  const made = as === 'json' ? writeOrderedJson(value) : toYaml(value);
  if (made.length > MAX_LENGTH) {
    throw new Refusal({ reason: 'is too large to be exported' });
  }
  return gzipSync(made);
}

function toYaml(value: unknown): string {
  return new Document(withTextKeys(value), {
    aliasDuplicateObjects: false,
    // `no` and the like are quoted: readers of YAML 1.1 would take them for something else.
    compat: 'yaml-1.1',
  }).toString({ lineWidth: 0, indent: 2 });
}

/** Keys are texts, as they are in JSON: YAML takes `200` for a number. */
function withTextKeys(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(withTextKeys);
  }
  return node instanceof Map
    ? new Map(
        [...node].map(([key, value]) => [String(key), withTextKeys(value)]),
      )
    : node;
}
