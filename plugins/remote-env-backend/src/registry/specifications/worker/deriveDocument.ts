import { gzipSync } from 'node:zlib';
import { asyncApiOutline } from './outline/asyncApiOutline.ts';
import { openApiOutline } from './outline/openApiOutline.ts';
import type { DerivedFiles } from './protocol.ts';
import { sliceOperations } from './slices/sliceOperations.ts';
import { parseText } from './syntax.ts';

/**
 * What pages and search need of a registered document without reading all of it.
 *
 * @throws Refusal when it cannot be had within limits
 */
export function deriveDocument(given: {
  format: string;
  text: string;
  sliced: number | undefined;
}): DerivedFiles {
  const { value } = parseText(given.text);
  if (given.format.startsWith('asyncapi-')) {
    return { outline: packed(asyncApiOutline(value)), shelves: [] };
  }
  const { outline, operations } = openApiOutline(value);
  // Notes in the outline where the slices are, so it comes first.
  const shelves =
    given.sliced === undefined
      ? []
      : sliceOperations(value, operations, given.sliced);
  return { outline: packed(outline), shelves };
}

function packed(outline: object): Uint8Array {
  return gzipSync(JSON.stringify(outline));
}
