import type {
  ChangeLevel,
  ChangeRule,
  DocumentChange,
  DocumentComparison,
  ODataModel,
  ODataOperation,
  ODataProperty,
} from '@remote-env/plugin-remote-env-common';
import { Changes } from './Changes.ts';
import { byName, compareNamed } from './compareNamed.ts';
import { compareODataType, effectiveTypes } from './compareODataType.ts';
import { noteRetyped, limitChange, typeText } from './oDataTyped.ts';

/** Where changes are, and how they are noted. */
type Subject = Pick<DocumentChange, 'kind' | 'name'>;

/** Notes changes of one thing. */
export type Note = (
  level: ChangeLevel,
  rule: ChangeRule,
  more?: { at?: string; before?: string; after?: string },
) => void;

/** What differs between two versions of OData metadata, of any version and syntax, for those who call the service. */
export function compareOData(
  before: ODataModel,
  after: ODataModel,
): DocumentComparison {
  const changes = new Changes();
  const noteOf =
    (subject: Subject): Note =>
    (level, rule, more = {}) =>
      changes.add({ level, rule, ...subject, ...more });

  compareVersions(before, after, noteOf({ kind: 'document', name: '' }));
  compareSets(before, after, noteOf);
  compareOperations(before, after, noteOf);
  compareNamed(effectiveTypes(before), effectiveTypes(after), {
    gone: name => noteOf({ kind: 'type', name })('breaking', 'type.removed'),
    kept: (name, type, now) =>
      compareODataType(type, now, noteOf({ kind: 'type', name })),
    came: name => noteOf({ kind: 'type', name })('compatible', 'type.added'),
  });
  return changes.result(() => undefined);
}

/** OData 2 and 4 write addresses and bodies differently. */
function compareVersions(before: ODataModel, after: ODataModel, note: Note) {
  const [was, is] = [before.version, after.version];
  if (was !== is) {
    const isOther = was.split('.')[0] !== is.split('.')[0];
    note(
      isOther ? 'breaking' : 'compatible',
      isOther ? 'protocol.changed' : 'version.changed',
      { before: was, after: is },
    );
  }
}

function compareSets(
  before: ODataModel,
  after: ODataModel,
  noteOf: (subject: Subject) => Note,
) {
  for (const part of ['entitySets', 'singletons'] as const) {
    const noteSet = (name: string) => noteOf({ kind: 'entitySet', name });
    compareNamed(byName(before[part]), byName(after[part]), {
      gone: name => noteSet(name)('breaking', 'entitySet.removed'),
      kept: (name, old, now) => {
        if (old.type !== now.type) {
          noteSet(name)('breaking', 'type.changed', {
            before: old.type,
            after: now.type,
          });
        }
      },
      came: name => noteSet(name)('compatible', 'entitySet.added'),
    });
  }
}

function compareOperations(
  before: ODataModel,
  after: ODataModel,
  noteOf: (subject: Subject) => Note,
) {
  const was = grouped(before.operations);
  const is = grouped(after.operations);
  for (const [key, overloads] of was) {
    const now = is.get(key) ?? [];
    for (const old of overloads) {
      const next =
        overloads.length === 1 && now.length === 1
          ? now[0]
          : now.find(each => parametersOf(each) === parametersOf(old));
      const note = noteOf({ kind: 'operation', name: old.name });
      if (next) {
        compareOperation(old, next, note);
      } else {
        note('breaking', 'operation.removed', atOverload(old, overloads));
      }
    }
  }
  for (const [key, overloads] of is) {
    const old = was.get(key) ?? [];
    for (const next of overloads) {
      const isKnown =
        (overloads.length === 1 && old.length === 1) ||
        old.some(each => parametersOf(each) === parametersOf(next));
      if (!isKnown) {
        noteOf({ kind: 'operation', name: next.name })(
          'compatible',
          'operation.added',
          atOverload(next, overloads),
        );
      }
    }
  }
}

/** Overloads have a name in common, and what they are bound to. */
function grouped(operations: readonly ODataOperation[]) {
  const groups = new Map<string, ODataOperation[]>();
  for (const each of operations) {
    const bound = each.bound && each.parameters[0];
    const key = [each.name, bound && typeText(bound)].join(' ');
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return groups;
}

function parametersOf({ parameters }: ODataOperation): string {
  return parameters
    .map(({ name }) => name)
    .sort()
    .join(', ');
}

function atOverload(one: ODataOperation, all: readonly ODataOperation[]) {
  return all.length > 1 ? { at: `(${parametersOf(one)})` } : {};
}

function compareOperation(
  old: ODataOperation,
  next: ODataOperation,
  note: Note,
) {
  if (old.kind !== next.kind) {
    // One is got and the other posted.
    note('breaking', 'type.changed', { before: old.kind, after: next.kind });
  }
  compareNamed(byName(old.parameters), byName(next.parameters), {
    gone: at => note('breaking', 'parameter.removed', { at }),
    kept: (_, was, is) => compareParameter(was, is, note),
    came: (at, parameter) => {
      // All parameters of a function belong to its address.
      const isNeeded = next.kind === 'function' || parameter.nullable === false;
      note(
        isNeeded ? 'breaking' : 'compatible',
        isNeeded ? 'parameter.addedRequired' : 'parameter.added',
        { at },
      );
    },
  });
  const [returned, returns] = [old.returns, next.returns].map(
    each => each && typeText(each),
  );
  if (returned !== returns) {
    note('breaking', 'type.changed', {
      at: 'returns',
      ...(returned !== undefined && { before: returned }),
      ...(returns !== undefined && { after: returns }),
    });
  } else if (
    old.returns?.nullable === false &&
    next.returns?.nullable !== false
  ) {
    note('risky', 'value.nullable', { at: 'returns' });
  }
}

function compareParameter(
  was: ODataProperty,
  is: ODataProperty,
  note: Note,
): void {
  const at = is.name;
  if (noteRetyped(at, was, is, note)) {
    return;
  }
  if (was.nullable !== is.nullable) {
    const isNeeded = is.nullable === false;
    note(
      isNeeded ? 'breaking' : 'compatible',
      isNeeded ? 'parameter.required' : 'parameter.optional',
      { at },
    );
  }
  limitChange(was, is, { narrowed: 'breaking', widened: 'compatible' }, note);
}
