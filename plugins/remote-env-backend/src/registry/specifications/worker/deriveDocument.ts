import { gzipSync } from 'node:zlib';
import { asyncApiOutline } from './outline/asyncApiOutline.ts';
import { openApiOutline } from './outline/openApiOutline.ts';
import type { DerivedFiles } from './protocol.ts';
import { sliceChannels } from './slices/sliceChannels.ts';
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
  const { format, sliced } = given;
  const { value } = parseText(given.text);
  // Slices are noted in the outline, so it is packed last.
  if (format.startsWith('asyncapi-')) {
    const { outline, channels } = asyncApiOutline(value);
    const shelves =
      sliced === undefined || format === 'asyncapi-1'
        ? []
        : sliceChannels(value, channels, sliced);
    return { outline: packed(outline), shelves };
  }
  const { outline, operations } = openApiOutline(value);
  const shelves =
    sliced === undefined ? [] : sliceOperations(value, operations, sliced);
  return { outline: packed(outline), shelves };
}

function packed(outline: object): Uint8Array {
  return gzipSync(JSON.stringify(outline));
}
