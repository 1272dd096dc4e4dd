import type { DocumentOutline, OutlineEntry } from '../../apis';

/** Operations or channels under one tag. */
export interface OutlineGroup {
  /** Undefined for those without a tag. */
  tag?: string;
  description?: string;
  entries: OutlineEntry[];
}

/**
 * The entries of an outline under their tags, in the order of the document; one with several tags stands under each, as
 * Swagger UI has it.
 *
 * @param words - each of which has to occur in method, path or address, summary, operation ids, messages or tags
 */
export function outlineGroups(
  { tags = [], entries = [] }: DocumentOutline,
  words: string,
): OutlineGroup[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string | undefined, OutlineGroup>();
  for (const { name, description } of tags) {
    groups.set(name, { tag: name, description, entries: [] });
  }
  for (const entry of entries) {
    const text = textOf(entry);
    if (wanted.every(word => text.includes(word))) {
      for (const tag of entry.tags ?? [undefined]) {
        const group = groups.get(tag) ?? { tag, entries: [] };
        groups.set(tag, group);
        group.entries.push(entry);
      }
    }
  }
  return [...groups.values()].filter(group => group.entries.length > 0);
}

function textOf(entry: OutlineEntry): string {
  const { anchor, name, summary, operationId } = entry;
  const { operations = [], messages = [], tags = [] } = entry;
  return [anchor, name, summary, operationId, operations, messages, tags]
    .flat()
    .join('\n')
    .toLowerCase();
}
