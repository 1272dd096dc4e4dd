import type { JsonObject } from '../json';
import { isSet, textIn } from './readers';
import type { References } from './References';
import {
  hasChildren,
  schemaChildren,
  type ChildSchema,
} from './schemaChildren';
import { schemaChoices, schemaFacts, type Fact } from './schemaFacts';
import { firstOf, schemaPieces } from './schemaPieces';
import { itemsIn, MAX_ARRAYS, schemaType, typesIn } from './schemaType';

/** A schema as a page shows it: what it says itself, and what is below it once that is asked for. */
export interface SchemaView {
  /** E.g. `string (date-time)`, `Order[]`. */
  type: string;
  /** Under which the document keeps it, where the type does not say it. */
  name?: string;
  description?: string;
  facts: Fact[];
  /** Values that are allowed; empty where any is. */
  choices: string[];
  deprecated: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  /** References that lead nowhere, or out of the document. */
  missing: string[];
  /** It is the same as one that it is a part of. */
  isRecursive: boolean;
  /** Of an array: what is said of what it holds. */
  items?: SchemaView;
  hasChildren: boolean;
  /** Of an array, what its items hold. Read when it is called. */
  children(): SchemaGroup[];
}

export interface SchemaGroup {
  kind: ChildSchema['kind'];
  children: SchemaChild[];
}

export interface SchemaChild {
  /** Of a property its name; of an alternative its number, from 1. */
  label: string;
  required: boolean;
  /** Read when it is called: there may be more children than are drawn. */
  schema(): SchemaView;
}

/** @param above - names of the schemas that it is a part of */
export function schemaView(
  references: References,
  schema: unknown,
  above: readonly string[] = [],
  arrays = 0,
): SchemaView {
  const { pieces, name, missing } = schemaPieces(references, schema);
  const type = schemaType(references, schema);
  const items = typesIn(pieces).includes('array') ? itemsIn(pieces) : undefined;
  const itemView =
    items !== undefined && arrays < MAX_ARRAYS
      ? schemaView(references, items, above, arrays + 1)
      : undefined;
  const within = name === undefined ? above : [...above, name];
  const isAny = (field: string) => pieces.some(piece => isSet(piece, field));
  return {
    type,
    name: name !== undefined && !type.includes(name) ? name : undefined,
    description: descriptionOf(pieces),
    facts: schemaFacts(pieces),
    choices: schemaChoices(pieces),
    deprecated: isAny('deprecated'),
    readOnly: isAny('readOnly'),
    writeOnly: isAny('writeOnly'),
    missing,
    isRecursive:
      (name !== undefined && above.includes(name)) ||
      itemView?.isRecursive === true,
    items: itemView,
    hasChildren: itemView?.hasChildren === true || hasChildren(pieces),
    children: () => [
      ...(itemView?.children() ?? []),
      ...groupsOf(references, pieces, within),
    ],
  };
}

function descriptionOf(pieces: readonly JsonObject[]): string | undefined {
  return (
    firstOf(pieces, piece => textIn(piece, 'description')) ??
    firstOf(pieces, piece => textIn(piece, 'title'))
  );
}

function groupsOf(
  references: References,
  pieces: readonly JsonObject[],
  above: readonly string[],
): SchemaGroup[] {
  const groups = new Map<SchemaGroup['kind'], SchemaGroup>();
  for (const { kind, label, required, schema } of schemaChildren(pieces)) {
    const group = groups.get(kind) ?? { kind, children: [] };
    groups.set(kind, group);
    group.children.push({
      label,
      required,
      schema: () => schemaView(references, schema, above),
    });
  }
  return [...groups.values()];
}
