import type {
  ODataModel,
  ODataProperty,
  ODataType,
} from '@remote-env/plugin-remote-env-common';
import type { Draft } from './Draft.ts';

/**
 * Built-in types of all versions of OData (CSDL 4.01 sections 3.3 and 4.2 for paths, which vocabularies are made of,
 * [MC-CSDL] 2.2.1), without those of geography.
 */
const PRIMITIVES = new Set(
  (
    'Binary Boolean Byte Date DateTime DateTimeOffset Decimal Double Duration Guid Int16 Int32 Int64 SByte Single ' +
    'Stream String Time TimeOfDay Untyped PrimitiveType ComplexType EntityType ' +
    'AnnotationPath AnyPropertyPath ModelElementPath NavigationPropertyPath PropertyPath'
  )
    .split(' ')
    .map(name => `Edm.${name}`),
);
const GEO = /^Edm\.Geo(graphy|metry)/;

/** Types that extend one another, at most. */
const MAX_BASES = 100;

/**
 * Checks what the parts of a model say of each other. Types of namespaces that other documents describe are left
 * alone: those are not fetched.
 *
 * @throws Refusal with the place of the part that is wrong
 */
export function checkModel(draft: Draft): void {
  const { model } = draft;
  const types = new Map<string, ODataType>();
  for (const type of model.types) {
    if (types.has(type.name)) {
      draft.refuse(type, `there are two types '${type.name}'`);
    }
    types.set(type.name, type);
  }
  const find = (part: object, name: string): ODataType | undefined => {
    const namespace = name.slice(0, name.lastIndexOf('.'));
    const known =
      types.has(name) ||
      PRIMITIVES.has(name) ||
      GEO.test(name) ||
      (namespace !== 'Edm' && !draft.namespaces.has(namespace));
    return known
      ? types.get(name)
      : draft.refuse(part, `there is no type '${name.slice(0, 200)}'`);
  };
  for (const type of model.types) {
    checkType(draft, type, find);
  }
  checkResources(draft, model, find);
  for (const { parameters, returns } of model.operations) {
    parameters.forEach(parameter => find(parameter, parameter.type));
    if (returns) {
      find(returns, returns.type);
    }
  }
}

type Find = (part: object, name: string) => ODataType | undefined;

function checkType(draft: Draft, type: ODataType, find: Find): void {
  const names = new Set<string>();
  for (const part of [...type.properties, ...type.navigation]) {
    if (names.has(part.name)) {
      draft.refuse(part, `'${type.name}' has two properties '${part.name}'`);
    }
    names.add(part.name);
    find(part, part.type);
  }
  const members = new Set(type.members.map(({ name }) => name));
  if (members.size < type.members.length) {
    draft.refuse(type, `'${type.name}' has two members of one name`);
  }
  for (const navigation of type.navigation) {
    checkEntity(draft, navigation, find);
  }
  const inherited = inheritedProperties(draft, type, find);
  for (const path of type.key) {
    const [name = ''] = path.split('/');
    if (inherited && !inherited.has(name)) {
      draft.refuse(
        type,
        `the key of '${type.name}' names the property '${name.slice(
          0,
          100,
        )}', which there is not`,
      );
    }
  }
}

/** What leads to an entity must lead to one. */
function checkEntity(
  draft: Draft,
  part: Pick<ODataProperty, 'name' | 'type'>,
  find: Find,
): void {
  const type = find(part, part.type);
  const primitive = /^Edm\.(?!EntityType$)/.test(part.type);
  if (primitive || (type && type.kind !== 'entity')) {
    draft.refuse(
      part,
      `'${part.name}' leads to '${part.type}', which is no entity type`,
    );
  }
}

/** @returns undefined when some of them are another document's */
function inheritedProperties(
  draft: Draft,
  type: ODataType,
  find: Find,
): Set<string> | undefined {
  const names = new Set<string>();
  let at: ODataType | undefined = type;
  for (let bases = 0; bases <= MAX_BASES; bases++) {
    at.properties.forEach(({ name }) => names.add(name));
    if (at.base === undefined) {
      return names;
    }
    const base = find(at, at.base);
    if (!base) {
      return at.kind === 'entity' || at.kind === 'complex' ? undefined : names;
    }
    at = base;
  }
  return draft.refuse(
    type,
    `'${type.name}' extends itself, or more than ${MAX_BASES} types`,
  );
}

function checkResources(draft: Draft, model: ODataModel, find: Find): void {
  const names = new Set<string>();
  for (const resource of [...model.entitySets, ...model.singletons]) {
    if (names.has(resource.name)) {
      draft.refuse(resource, `there are two of the name '${resource.name}'`);
    }
    names.add(resource.name);
    checkEntity(draft, resource, find);
  }
}
