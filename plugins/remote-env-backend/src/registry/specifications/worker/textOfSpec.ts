/**
 * The text of a document that stands in a definition: of a JSON string as it is, but for a mark of the encoding before it,
 * which is no part of the document (as of a fetched one); of an inline value, its JSON.
 *
 * @throws RangeError for what is nested too deeply
 */
export function textOfSpec(spec: unknown): string {
  return typeof spec === 'string'
    ? spec.replace(/^\uFEFF/, '')
    : JSON.stringify(spec);
}
