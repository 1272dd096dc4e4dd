import type {
  ODataOperation,
  ODataProperty,
  ODataType,
} from '@remote-env/plugin-remote-env-common';
import type { Draft } from './Draft.ts';
import { EdmxAttributes } from './EdmxAttributes.ts';
import { EdmxDescriptions } from './EdmxDescriptions.ts';
import type { XmlElement } from './xmlTree.ts';

/** Ends of an association by their role. */
export type Association = Map<string, { type: string; many: boolean }>;

const METADATA =
  'http://schemas.microsoft.com/ado/2007/08/dataservices/metadata';

const TYPE_KINDS: Record<string, ODataType['kind']> = {
  EntityType: 'entity',
  ComplexType: 'complex',
  EnumType: 'enum',
  TypeDefinition: 'definition',
};

/** Reads the schemas of one document into a draft. */
export class EdmxReader {
  readonly #draft: Draft;
  readonly #attributes: EdmxAttributes;
  readonly #associations: ReadonlyMap<string, Association>;
  readonly #descriptions: EdmxDescriptions;
  /** Functions and actions of OData 4, which imports and types give a name to call them by. */
  readonly #unbound = new Map<string, ODataOperation[]>();

  static create(
    draft: Draft,
    associations: ReadonlyMap<string, Association>,
    schemas: readonly XmlElement[],
  ): EdmxReader {
    const descriptions = EdmxDescriptions.create(draft, schemas);
    const reader = new EdmxReader(draft, associations, descriptions);
    schemas.forEach(schema => reader.#collect(schema));
    return reader;
  }

  private constructor(
    draft: Draft,
    associations: ReadonlyMap<string, Association>,
    descriptions: EdmxDescriptions,
  ) {
    this.#draft = draft;
    this.#attributes = EdmxAttributes.create(draft);
    this.#associations = associations;
    this.#descriptions = descriptions;
  }

  readSchema(schema: XmlElement): void {
    const namespace = schema.attributes.get('Namespace') ?? '';
    for (const element of schema.children) {
      const kind = Object.hasOwn(TYPE_KINDS, element.local)
        ? TYPE_KINDS[element.local]
        : undefined;
      if (kind) {
        this.#draft.model.types.push(this.#type(element, kind, namespace));
      } else if (element.local === 'EntityContainer') {
        this.#container(element, namespace);
      }
    }
  }

  /** What imports refer to from anywhere. */
  #collect(schema: XmlElement): void {
    const namespace = schema.attributes.get('Namespace') ?? '';
    for (const element of schema.children) {
      if (element.local === 'Function' || element.local === 'Action') {
        const name = `${namespace}.${this.#attributes.name(element)}`;
        const operation = this.#operation(
          element,
          element.local === 'Function' ? 'function' : 'action',
          { name, bound: element.attributes.get('IsBound') === 'true' },
        );
        if (operation.bound) {
          this.#draft.model.operations.push(operation);
        } else {
          const known = this.#unbound.get(name) ?? [];
          this.#unbound.set(name, [...known, operation]);
        }
      }
    }
  }

  #type(
    element: XmlElement,
    kind: ODataType['kind'],
    namespace: string,
  ): ODataType {
    const name = `${namespace}.${this.#attributes.name(element)}`;
    const base =
      element.attributes.get('BaseType') ??
      element.attributes.get('UnderlyingType');
    const all = (local: string) =>
      element.children.filter(child => child.local === local);
    return this.#draft.at(
      {
        kind,
        name,
        ...this.#descriptions.of(element, name),
        ...(base !== undefined && {
          base: this.#attributes.typeName(element, base),
        }),
        ...(element.attributes.get('Abstract') === 'true' && {
          abstract: true,
        }),
        key: all('Key').flatMap(key =>
          key.children
            .filter(({ local }) => local === 'PropertyRef')
            .map(reference => this.#attributes.required(reference, 'Name')),
        ),
        properties: all('Property').map(property =>
          this.#property(property, name),
        ),
        navigation: all('NavigationProperty').map(property =>
          this.#navigation(property, name),
        ),
        members: all('Member').map(member => {
          const value = member.attributes.get('Value');
          const memberName = this.#attributes.name(member);
          return {
            name: memberName,
            ...(value !== undefined && { value }),
            ...this.#descriptions.of(member, `${name}/${memberName}`),
          };
        }),
      },
      element.place,
    );
  }

  #property(element: XmlElement, owner: string): ODataProperty {
    const { attributes } = element;
    const name = this.#attributes.name(element);
    const facet = (
      key: 'maxLength' | 'precision' | 'scale',
      attribute: string,
    ): { [name in typeof key]?: string } => {
      const value = attributes.get(attribute);
      return value === undefined ? {} : { [key]: value };
    };
    return this.#draft.at(
      {
        name,
        ...this.#attributes.typed(
          element,
          this.#attributes.required(element, 'Type'),
        ),
        ...this.#descriptions.of(element, `${owner}/${name}`),
        ...facet('maxLength', 'MaxLength'),
        ...facet('precision', 'Precision'),
        ...facet('scale', 'Scale'),
      },
      element.place,
    );
  }

  #navigation(element: XmlElement, owner: string): ODataProperty {
    const relationship = element.attributes.get('Relationship');
    if (relationship === undefined) {
      return this.#property(element, owner);
    }
    const name = this.#attributes.name(element);
    const role = this.#attributes.required(element, 'ToRole');
    const end = this.#associations
      .get(this.#draft.resolve(relationship))
      ?.get(role);
    if (!end) {
      this.#attributes.refuse(
        element,
        `navigation property '${name}' leads along '${relationship}' to '${role}', which there is not`,
      );
    }
    return this.#draft.at(
      {
        name,
        type: end.type,
        ...(end.many && { collection: true }),
        ...this.#descriptions.of(element, `${owner}/${name}`),
      },
      element.place,
    );
  }

  #container(container: XmlElement, namespace: string): void {
    const { model } = this.#draft;
    const path = `${namespace}.${this.#attributes.name(container)}`;
    for (const element of container.children) {
      const read = (attribute: string) => {
        const name = this.#attributes.name(element);
        return this.#draft.at(
          {
            name,
            type: this.#attributes.typeName(
              element,
              this.#attributes.required(element, attribute),
            ),
            ...this.#descriptions.of(element, `${path}/${name}`),
          },
          element.place,
        );
      };
      switch (element.local) {
        case 'EntitySet':
          model.entitySets.push(read('EntityType'));
          break;
        case 'Singleton':
          model.singletons.push(read('Type'));
          break;
        case 'FunctionImport':
        case 'ActionImport':
          model.operations.push(...this.#import(element, path));
          break;
        default:
      }
    }
  }

  #import(element: XmlElement, container: string): ODataOperation[] {
    const name = this.#attributes.name(element);
    const attribute = element.local === 'ActionImport' ? 'Action' : 'Function';
    const target = element.attributes.get(attribute);
    if (target === undefined && this.#draft.model.version.startsWith('4')) {
      this.#attributes.required(element, attribute);
    }
    if (target === undefined) {
      const changes =
        element.attributes.get(`{${METADATA}}HttpMethod`) === 'POST' ||
        element.attributes.get('IsSideEffecting') === 'true';
      return [
        this.#operation(element, changes ? 'action' : 'function', {
          name,
          bound: false,
        }),
      ];
    }
    const operations = this.#unbound.get(this.#draft.resolve(target));
    if (!operations) {
      this.#attributes.refuse(
        element,
        `'${name}' stands for '${target}', which there is not`,
      );
    }
    return operations.map(operation => ({
      ...operation,
      ...this.#descriptions.of(element, `${container}/${name}`),
      name,
    }));
  }

  #operation(
    element: XmlElement,
    kind: ODataOperation['kind'],
    { name, bound }: { name: string; bound: boolean },
  ): ODataOperation {
    const returned = element.children.find(
      ({ local }) => local === 'ReturnType',
    );
    const type =
      element.attributes.get('ReturnType') ??
      (returned && this.#attributes.required(returned, 'Type'));
    return this.#draft.at(
      {
        kind,
        name,
        bound,
        ...this.#descriptions.of(element, name),
        parameters: element.children
          .filter(({ local }) => local === 'Parameter')
          .map(parameter => this.#property(parameter, name)),
        ...(type !== undefined && {
          returns: this.#draft.at(
            this.#attributes.typed(returned ?? element, type),
            (returned ?? element).place,
          ),
        }),
      },
      element.place,
    );
  }
}
