import type { FoundOperation } from '../outline/openApiOutline.ts';
import { isRecord } from '../outline/words.ts';
import { DocumentParts, type KeptIn } from './DocumentParts.ts';
import { SliceWriter } from './SliceWriter.ts';
import { pick, sliceText } from './sliceText.ts';

const KEPT_IN: KeptIn = new Map([
  ['components', 3],
  ['definitions', 2],
  ['parameters', 2],
  ['responses', 2],
]);
/** What a path item says for all of its operations. */
const SHARED_FIELDS = ['summary', 'description', 'parameters'];
/** What is said elsewhere on the page, or by the portal: tags, where requests go, and with which credentials. */
const DROPPED_FIELDS = new Set(['tags', 'servers', 'schemes', 'security']);
/** What the top of a document says for all of its operations. */
const TOP_FIELDS = [
  'swagger',
  'openapi',
  'jsonSchemaDialect',
  'consumes',
  'produces',
];

/**
 * Cuts a document into one small document for each operation: with it, and with exactly what it refers to, directly and
 * through others. Notes in each entry where its slice lies.
 *
 * @param version - of the derivation
 * @returns shelves
 * @throws Refusal when slices become too large
 */
export function sliceOperations(
  document: Record<string, unknown>,
  operations: readonly FoundOperation[],
  version: number,
): Uint8Array[] {
  const parts = DocumentParts.create(document, KEPT_IN);
  const top = topOf(document);
  const slices = SliceWriter.create(version);
  for (const found of operations) {
    const { entry, place } = found;
    const { text, parts: needs } = parts.withNeeds(itemOf(found));
    const item = { path: [place, entry.name], text };
    slices.write(entry, sliceText(top, [item, ...needs]));
  }
  return slices.files();
}

function topOf(document: Record<string, unknown>): Record<string, unknown> {
  const info = isRecord(document.info) ? document.info : {};
  return {
    ...pick(document, TOP_FIELDS),
    info: pick(info, ['title', 'version']),
  };
}

function itemOf({ pathItem, method, operation }: FoundOperation) {
  const kept = Object.entries(operation).filter(
    ([key]) => !DROPPED_FIELDS.has(key),
  );
  return {
    ...pick(pathItem, SHARED_FIELDS),
    [method]: Object.fromEntries(kept),
  };
}
