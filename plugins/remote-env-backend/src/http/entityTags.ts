/**
 * The one tag that a change has to meet (RFC 9110 section 13.1.1).
 *
 * @param header - `If-Match` as received
 * @param current - the tag of what is there now; undefined when nothing is
 * @returns undefined when there is no condition; a tag that is never current when the condition cannot hold
 */
export function requiredTag(
  header: string | undefined,
  current: string | undefined,
): string | undefined {
  if (header === undefined) {
    return undefined;
  }
  if (header.trim() === '*') {
    return current ?? '*';
  }
  const tags = header.split(',').map(tag => tag.trim());
  return tags.find(tag => tag === current) ?? tags[0];
}
