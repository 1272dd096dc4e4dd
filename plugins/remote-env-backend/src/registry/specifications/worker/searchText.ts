import { MAX_SEARCH_TEXT } from './protocol.ts';

/** Fields of OpenAPI and AsyncAPI documents that hold words for people, or names that people look for. */
const TEXT_FIELDS = new Set([
  'title',
  'summary',
  'description',
  'operationId',
  'name',
  'address',
]);
/** Fields whose *keys* are such names. */
const NAMING_FIELDS = new Set([
  'paths',
  'channels',
  'topics',
  'operations',
  'messages',
]);
/** Schemas are left alone: they are most of a document and little of what it is about. */
const SKIPPED_FIELDS = new Set([
  'schema',
  'schemas',
  'payload',
  'headers',
  'parameters',
  'example',
  'examples',
  'securitySchemes',
  'responses',
  'requestBody',
]);
const MAX_PIECE = 2000;

/** Words of a document for search: titles, summaries, descriptions and names, from its top to its operations. */
export function searchTextOf(document: Record<string, unknown>): string {
  const pieces = new Set<string>();
  let length = 0;
  const add = (piece: string) => {
    const text = piece.slice(0, MAX_PIECE);
    if (length < MAX_SEARCH_TEXT && !pieces.has(text)) {
      pieces.add(text);
      length += text.length + 1;
    }
  };
  const visit = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > 12) {
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && TEXT_FIELDS.has(key)) {
        add(item);
      } else if (!SKIPPED_FIELDS.has(key)) {
        if (NAMING_FIELDS.has(key) && typeof item === 'object' && item) {
          Object.keys(item).forEach(add);
        }
        visit(item, depth + 1);
      }
    }
  };
  visit(document, 0);
  return [...pieces].join('\n').slice(0, MAX_SEARCH_TEXT);
}
