import type { Part } from './DocumentParts.ts';

type Tree = Map<string, Tree | string>;

/**
 * A document as JSON, put together from texts: what a thousand slices share is written out once.
 *
 * @param parts - each at its place; where two have the same, the later one counts
 */
export function sliceText(
  top: Record<string, unknown>,
  parts: readonly Pick<Part, 'path' | 'text'>[],
): string {
  const tree: Tree = new Map();
  for (const part of parts) {
    plant(tree, part);
  }
  const fields = [JSON.stringify(top).slice(1, -1), ...fieldsOf(tree)];
  return `{${fields.join(',')}}`;
}

function plant(tree: Tree, { path, text }: Pick<Part, 'path' | 'text'>): void {
  let branch = tree;
  path.slice(0, -1).forEach(field => {
    const next = branch.get(field);
    const child: Tree = next instanceof Map ? next : new Map();
    branch.set(field, child);
    branch = child;
  });
  branch.set(path.at(-1) ?? '', text);
}

function fieldsOf(tree: Tree): string[] {
  return [...tree].map(([field, value]) => {
    const text =
      typeof value === 'string' ? value : `{${fieldsOf(value).join(',')}}`;
    return `${JSON.stringify(field)}:${text}`;
  });
}

/** Of a thing, those of these fields that it has. */
export function pick(
  thing: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(field =>
      Object.hasOwn(thing, field) ? [[field, thing[field]]] : [],
    ),
  );
}
