import type {
  ODataModel,
  ODataOperation,
  ODataProperty,
  ODataType,
} from '@remote-env/plugin-remote-env-common';
import type { Parsed } from '../syntax.ts';
import { checkModel } from './checkModel.ts';
import { Draft, notValid } from './Draft.ts';
import { CsdlJsonNode, isObject, type JsonObject } from './CsdlJsonNode.ts';

const TYPE_KINDS: Record<string, ODataType['kind']> = {
  EntityType: 'entity',
  ComplexType: 'complex',
  EnumType: 'enum',
  TypeDefinition: 'definition',
};

/**
 * Reads metadata in JSON (OData CSDL JSON 4.01).
 *
 * @throws Refusal with the place of what is wrong
 */
export function readCsdlJson(parsed: Parsed): ODataModel {
  const { value } = parsed;
  const version = value.$Version;
  if (typeof version !== 'string' || !/^4\.\d{1,3}$/.test(version)) {
    throw notValid(
      '4',
      `$Version is ${
        version === undefined ? 'missing' : 'not "4.0" or "4.01"'
      }`,
      parsed.placeOf(['$Version']),
    );
  }
  const draft = Draft.create(version);
  const root = CsdlJsonNode.create(draft, parsed, [], value);
  const schemas = root.members();
  for (const schema of schemas) {
    schema.checkQualified();
    draft.namespaces.add(schema.name);
    draft.alias(schema.optional('$Alias'), schema.name);
  }
  nameIncluded(draft, value.$Reference);
  if (schemas.length === 0) {
    root.refuse('it describes no namespace');
  }
  const operations = new Map<string, ODataOperation[]>();
  for (const schema of schemas) {
    for (const { name, nodes } of schema.lists()) {
      const qualified = `${schema.name}.${name}`;
      operations.set(
        qualified,
        nodes.map(node => readOperation(draft, node, qualified)),
      );
    }
  }
  draft.model.operations.push(
    ...[...operations.values()].flat().filter(({ bound }) => bound),
  );
  const containers = new Set<string>();
  for (const schema of schemas) {
    for (const node of schema.members()) {
      const kind = node.optional('$Kind') ?? '';
      if (kind === 'EntityContainer') {
        containers.add(`${schema.name}.${node.name}`);
        readContainer(draft, node, operations);
      } else if (Object.hasOwn(TYPE_KINDS, kind)) {
        const read = readType(draft, node, schema.name, TYPE_KINDS[kind]);
        draft.model.types.push(read);
      } else if (kind !== 'Term') {
        node.refuse(`'${node.name}' has no $Kind of a schema's members`);
      }
    }
  }
  const container = root.optional('$EntityContainer');
  const namespace = container?.slice(0, container.lastIndexOf('.')) ?? '';
  if (
    container !== undefined &&
    draft.namespaces.has(namespace) &&
    !containers.has(container)
  ) {
    root
      .child('$EntityContainer')
      .refuse(`there is no entity container '${container.slice(0, 200)}'`);
  }
  checkModel(draft);
  return draft.model;
}

function nameIncluded(draft: Draft, references: unknown): void {
  for (const reference of isObject(references)
    ? Object.values(references)
    : []) {
    const includes = isObject(reference) ? reference.$Include : undefined;
    for (const include of Array.isArray(includes) ? includes : []) {
      if (
        isObject(include) &&
        typeof include.$Alias === 'string' &&
        typeof include.$Namespace === 'string'
      ) {
        draft.alias(include.$Alias, include.$Namespace);
      }
    }
  }
}

function readType(
  draft: Draft,
  node: CsdlJsonNode,
  namespace: string,
  kind: ODataType['kind'] = 'complex',
): ODataType {
  node.checkName();
  const base = node.optional('$BaseType') ?? node.optional('$UnderlyingType');
  const members = kind === 'enum' ? [] : node.members();
  const navigates = (member: CsdlJsonNode) =>
    member.optional('$Kind') === 'NavigationProperty';
  return draft.at(
    {
      kind,
      name: `${namespace}.${node.name}`,
      ...node.description(),
      ...(base !== undefined && { base: draft.resolve(base) }),
      ...(node.value.$Abstract === true && { abstract: true }),
      key: readKey(node),
      properties: members
        .filter(member => !navigates(member))
        .map(member => readProperty(draft, member)),
      navigation: members
        .filter(navigates)
        .map(member => readProperty(draft, member)),
      members: kind === 'enum' ? node.enumMembers() : [],
    },
    node.locate,
  );
}

/** Paths, or aliases of paths (CSDL JSON section 6.5). */
function readKey(node: CsdlJsonNode): string[] {
  const key = node.value.$Key ?? [];
  if (!Array.isArray(key)) {
    return node.child('$Key').refuse('$Key is no list');
  }
  return key.flatMap((part: unknown) => {
    const paths: unknown[] = isObject(part) ? Object.values(part) : [part];
    return paths.map(path =>
      typeof path === 'string'
        ? path
        : node.child('$Key').refuse('$Key holds what is no name'),
    );
  });
}

function readProperty(
  draft: Draft,
  node: CsdlJsonNode,
  name = node.name,
): ODataProperty {
  node.checkName(name);
  return draft.at(
    {
      name,
      ...readTyped(draft, node),
      ...node.description(),
      ...node.facet('maxLength', '$MaxLength'),
      ...node.facet('precision', '$Precision'),
      ...node.facet('scale', '$Scale'),
    },
    node.locate,
  );
}

function readTyped(draft: Draft, node: CsdlJsonNode) {
  const type = node.optional('$Type') ?? 'Edm.String';
  node.checkQualified(type);
  return {
    type: draft.resolve(type),
    ...(node.value.$Collection === true && { collection: true }),
    ...(node.value.$Nullable !== true && { nullable: false as const }),
  };
}

function readOperation(
  draft: Draft,
  node: CsdlJsonNode,
  name: string,
): ODataOperation {
  const kind = node.optional('$Kind');
  if (kind !== 'Function' && kind !== 'Action') {
    node.refuse(`'${name}' is a list of what is no Function or Action`);
  }
  const returns = node.value.$ReturnType;
  return draft.at(
    {
      kind: kind === 'Action' ? 'action' : 'function',
      name,
      bound: node.value.$IsBound === true,
      ...node.description(),
      parameters: node
        .list('$Parameter')
        .map(parameter =>
          readProperty(draft, parameter, parameter.optional('$Name') ?? ''),
        ),
      ...(returns !== undefined && {
        returns: draft.at(
          readTyped(draft, node.child('$ReturnType')),
          node.locate,
        ),
      }),
    },
    node.locate,
  );
}

function readContainer(
  draft: Draft,
  container: CsdlJsonNode,
  operations: ReadonlyMap<string, ODataOperation[]>,
): void {
  const { model } = draft;
  for (const node of container.members()) {
    node.checkName();
    const target = node.optional('$Function') ?? node.optional('$Action');
    if (target !== undefined) {
      const known = operations.get(draft.resolve(target));
      const imported = known?.filter(({ bound }) => !bound) ?? [];
      if (imported.length === 0) {
        node.refuse(
          `'${node.name}' stands for '${target}', which there is not`,
        );
      }
      model.operations.push(
        ...imported.map(operation => ({
          ...operation,
          ...node.description(),
          name: node.name,
        })),
      );
      continue;
    }
    const type = node.required('$Type');
    node.checkQualified(type);
    const list =
      node.value.$Collection === true ? model.entitySets : model.singletons;
    list.push(
      draft.at(
        {
          name: node.name,
          type: draft.resolve(type),
          ...node.description(),
        },
        node.locate,
      ),
    );
  }
}

/** Whether a document in JSON says of itself that it is metadata of OData. */
export function looksLikeCsdl(value: JsonObject): boolean {
  return '$Version' in value || '$EntityContainer' in value;
}
