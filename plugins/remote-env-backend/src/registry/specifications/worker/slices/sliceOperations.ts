import { gzipSync } from 'node:zlib';
import type { FoundOperation } from '../outline/openApiOutline.ts';
import { isRecord } from '../outline/words.ts';
import { Refusal } from '../refusal.ts';
import { DocumentParts, type Part } from './DocumentParts.ts';
import { ShelfFiller } from './shelves.ts';

const MIB = 1024 * 1024;
/** Of all slices together, compressed. */
const MAX_SLICES = 64 * MIB;
/** Of one slice. No page shows an operation that needs more. */
const MAX_SLICE = 16 * MIB;
/** They are compressed once and while nobody waits, but a thousand of them have much in common with each other. */
const COMPRESSION = { level: 4 };

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
  const parts = DocumentParts.create(document);
  const top = topOf(document);
  const shelves = ShelfFiller.create();
  let size = 0;
  for (const found of operations) {
    const cut = parts.withNeeds(itemOf(found));
    const text = sliceText(top, found, cut);
    const slice = gzipSync(text, COMPRESSION);
    size += slice.length;
    if (text.length > MAX_SLICE || size > MAX_SLICES) {
      throw new Refusal({
        reason:
          text.length > MAX_SLICE
            ? `needs more than ${MAX_SLICE / MIB} MiB to show ${
                found.entry.anchor
              }`
            : `needs more than ${
                MAX_SLICES / MIB
              } MiB to show its operations one by one`,
      });
    }
    const { shelf, item } = shelves.add(slice);
    found.entry.slice = `${version}-${shelf}-${item}`;
  }
  return shelves.files();
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

function pick(
  thing: Record<string, unknown>,
  fields: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    fields.flatMap(field =>
      Object.hasOwn(thing, field) ? [[field, thing[field]]] : [],
    ),
  );
}

/** Put together from texts: what a thousand operations share is written out once. */
function sliceText(
  top: Record<string, unknown>,
  { entry, place }: FoundOperation,
  { text, parts }: { text: string; parts: readonly Part[] },
): string {
  const tree: Tree = new Map();
  for (const part of parts) {
    plant(tree, part);
  }
  const fields = [
    JSON.stringify(top).slice(1, -1),
    `${JSON.stringify(place)}:{${JSON.stringify(entry.name)}:${text}}`,
    ...fieldsOf(tree),
  ];
  return `{${fields.join(',')}}`;
}

type Tree = Map<string, Tree | string>;

function plant(tree: Tree, { path, text }: Part): void {
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
