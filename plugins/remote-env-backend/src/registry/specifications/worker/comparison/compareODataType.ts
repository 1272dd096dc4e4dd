import type {
  ODataModel,
  ODataProperty,
  ODataType,
} from '@remote-env/plugin-remote-env-common';
import { byName, compareNamed } from './compareNamed.ts';
import type { Note } from './compareOData.ts';
import { limitChange, noteRetyped } from './oDataTyped.ts';

/** A type by its name, with what it has from the types that it extends. */
export function effectiveTypes({
  types,
}: Pick<ODataModel, 'types'>): Map<string, ODataType> {
  const named = byName(types);
  return new Map(
    types.map(type => {
      const effective = { ...type };
      const seen = new Set([type.name]);
      let base = type.base === undefined ? undefined : named.get(type.base);
      while (base && !seen.has(base.name)) {
        seen.add(base.name);
        effective.properties = [...base.properties, ...effective.properties];
        effective.navigation = [...base.navigation, ...effective.navigation];
        effective.key = effective.key.length > 0 ? effective.key : base.key;
        base = base.base === undefined ? undefined : named.get(base.base);
      }
      return [type.name, effective];
    }),
  );
}

/**
 * What differs in a type that consumers both get and send: what is narrower may fail for those who send, and what is
 * wider for those who get.
 */
export function compareODataType(
  was: ODataType,
  is: ODataType,
  note: Note,
): void {
  if (was.kind !== is.kind) {
    note('breaking', 'type.changed', { before: was.kind, after: is.kind });
    return;
  }
  if (was.base !== is.base) {
    // Of an enumeration and a definition it is what their values are.
    const isValue = was.kind === 'enum' || was.kind === 'definition';
    note(isValue ? 'breaking' : 'risky', 'base.changed', {
      ...(was.base !== undefined && { before: was.base }),
      ...(is.base !== undefined && { after: is.base }),
    });
  }
  const [oldKey, newKey] = [was.key.join(', '), is.key.join(', ')];
  if (oldKey !== newKey) {
    note('breaking', 'key.changed', { before: oldKey, after: newKey });
  }
  compareProperties(was.properties, is.properties, note);
  compareNavigation(was.navigation, is.navigation, note);
  compareMembers(was.members, is.members, note);
}

function compareProperties(
  before: readonly ODataProperty[],
  after: readonly ODataProperty[],
  note: Note,
) {
  compareNamed(byName(before), byName(after), {
    gone: at => note('breaking', 'property.removed', { at }),
    kept: (at, old, now) => {
      if (noteRetyped(at, old, now, note)) {
        return;
      }
      if (old.nullable !== now.nullable) {
        note(
          'risky',
          now.nullable === false ? 'property.required' : 'value.nullable',
          { at },
        );
      }
      limitChange(old, now, { narrowed: 'risky', widened: 'compatible' }, note);
    },
    came: (at, now) => {
      const isNeeded = now.nullable === false;
      note(
        isNeeded ? 'risky' : 'compatible',
        isNeeded ? 'property.addedRequired' : 'property.added',
        { at },
      );
    },
  });
}

function compareNavigation(
  before: readonly ODataProperty[],
  after: readonly ODataProperty[],
  note: Note,
) {
  compareNamed(byName(before), byName(after), {
    gone: at => note('breaking', 'navigation.removed', { at }),
    kept: (at, old, now) => void noteRetyped(at, old, now, note),
    came: at => note('compatible', 'navigation.added', { at }),
  });
}

function compareMembers(
  before: ODataType['members'],
  after: ODataType['members'],
  note: Note,
) {
  compareNamed(byName(before), byName(after), {
    gone: at => note('breaking', 'value.removed', { at }),
    kept: (at, old, now) => {
      if (old.value !== now.value) {
        note('breaking', 'value.changed', {
          at,
          ...(old.value !== undefined && { before: old.value }),
          ...(now.value !== undefined && { after: now.value }),
        });
      }
    },
    came: at => note('risky', 'value.added', { at }),
  });
}
