import type { ODataModel } from '@remote-env/plugin-remote-env-common';
import { checkModel } from './checkModel.ts';
import { Draft, isQualifiedName, notValid } from './Draft.ts';
import { EdmxReader, type Association } from './EdmxReader.ts';
import type { XmlElement } from './xmlTree.ts';

/** Of a generation: the namespaces of its envelope and of what is in it. */
interface Generation {
  edmx: string;
  edm: RegExp;
}

const OLD: Generation = {
  edmx: 'http://schemas.microsoft.com/ado/2007/06/edmx',
  edm: /^http:\/\/schemas\.microsoft\.com\/ado\/\d{4}\/\d{2}\/edm$/,
};
const CURRENT: Generation = {
  edmx: 'http://docs.oasis-open.org/odata/ns/edmx',
  edm: /^http:\/\/docs\.oasis-open\.org\/odata\/ns\/edm$/,
};

/** OData 3 has a namespace of its own; all before are read alike. */
const THIRD = 'http://schemas.microsoft.com/ado/2009/11/edm';

/**
 * Reads metadata in XML: OData 2 ([MC-CSDL], [MC-EDMX]) with what is like it, and 4 (OData CSDL XML 4.01).
 *
 * @throws Refusal with the place of what is wrong
 */
export function readEdmx(root: XmlElement): ODataModel {
  const generation = [OLD, CURRENT].find(({ edmx }) => edmx === root.uri);
  if (root.local !== 'Edmx' || !generation) {
    throw notValid(
      'EDMX',
      `its outermost element is '${root.local}'${
        root.uri && ` of ${root.uri.slice(0, 200)}`
      }, and not 'Edmx' of OData 2 or 4`,
      root.place(),
    );
  }
  const services = root.children.filter(
    child => child.local === 'DataServices' && child.uri === generation.edmx,
  );
  const [service] = services;
  const schemas = service?.children ?? [];
  const version = versionOf(generation, root, schemas);
  if (!service || services.length > 1) {
    throw notValid(
      version,
      `it has ${services.length} elements 'DataServices' where it must have one`,
      (services[1] ?? root).place(),
    );
  }
  for (const schema of schemas) {
    if (schema.local !== 'Schema' || !generation.edm.test(schema.uri)) {
      throw notValid(
        version,
        `element '${schema.local}' of '${schema.uri.slice(
          0,
          200,
        )}' is no Schema of this version`,
        schema.place(),
      );
    }
  }
  if (schemas.length === 0) {
    throw notValid(version, 'it has no Schema', service.place());
  }
  const draft = Draft.create(version);
  nameNamespaces(draft, root, schemas);
  const reader = EdmxReader.create(
    draft,
    associationsOf(draft, schemas),
    schemas,
  );
  schemas.forEach(schema => reader.readSchema(schema));
  checkModel(draft);
  return draft.model;
}

function versionOf(
  generation: Generation,
  root: XmlElement,
  schemas: readonly XmlElement[],
): string {
  if (generation === OLD) {
    return schemas.some(({ uri }) => uri === THIRD) ? '3.0' : '2.0';
  }
  const version = root.attributes.get('Version') ?? '';
  if (!/^4\.\d{1,3}$/.test(version)) {
    throw notValid(
      '4',
      `attribute Version of 'Edmx' is ${JSON.stringify(
        version.slice(0, 20),
      )}, and not 4.0 or 4.01`,
      root.place(),
    );
  }
  return version;
}

function nameNamespaces(
  draft: Draft,
  root: XmlElement,
  schemas: readonly XmlElement[],
): void {
  for (const schema of schemas) {
    const namespace = schema.attributes.get('Namespace') ?? '';
    if (!isQualifiedName(namespace)) {
      draft.refuse(
        draft.at(schema, schema.place),
        `attribute Namespace of 'Schema' is ${
          namespace === '' ? 'missing' : 'no namespace'
        }`,
      );
    }
    draft.namespaces.add(namespace);
    draft.alias(schema.attributes.get('Alias'), namespace);
    for (const using of schema.children) {
      if (using.local === 'Using') {
        draft.alias(
          using.attributes.get('Alias'),
          using.attributes.get('Namespace') ?? '',
        );
      }
    }
  }
  for (const reference of root.children) {
    for (const include of reference.children) {
      if (reference.local === 'Reference' && include.local === 'Include') {
        draft.alias(
          include.attributes.get('Alias'),
          include.attributes.get('Namespace') ?? '',
        );
      }
    }
  }
}

/** What navigation of the older generation leads along: ends by their role, by the name of the association. */
function associationsOf(
  draft: Draft,
  schemas: readonly XmlElement[],
): Map<string, Association> {
  const associations = new Map<string, Association>();
  for (const schema of schemas) {
    const namespace = schema.attributes.get('Namespace');
    for (const element of schema.children) {
      const name = element.attributes.get('Name');
      if (element.local === 'Association' && name !== undefined) {
        const ends: Association = new Map();
        for (const end of element.children) {
          const role = end.attributes.get('Role');
          const type = end.attributes.get('Type');
          if (end.local === 'End' && role && type) {
            ends.set(role, {
              type: draft.resolve(type),
              many: end.attributes.get('Multiplicity') === '*',
            });
          }
        }
        associations.set(`${namespace}.${name}`, ends);
      }
    }
  }
  return associations;
}
