import { isQualifiedName, isSimpleName, type Draft } from './Draft.ts';
import type { XmlElement } from './xmlTree.ts';

/** Reads the attributes of elements, and refuses those that are not what they have to be. */
export class EdmxAttributes {
  readonly #draft: Draft;

  static create(draft: Draft): EdmxAttributes {
    return new EdmxAttributes(draft);
  }

  private constructor(draft: Draft) {
    this.#draft = draft;
  }

  typed(element: XmlElement, type: string) {
    const inner = /^Collection\((.+)\)$/.exec(type)?.[1];
    return {
      type: this.typeName(element, inner ?? type),
      ...(inner !== undefined && { collection: true }),
      ...(element.attributes.get('Nullable') === 'false' && {
        nullable: false as const,
      }),
    };
  }

  typeName(element: XmlElement, type: string): string {
    if (!isQualifiedName(type)) {
      this.refuse(element, `'${type.slice(0, 100)}' is no name of a type`);
    }
    // The older generation leaves out the namespace of the types that it brings itself.
    return type.includes('.') ? this.#draft.resolve(type) : `Edm.${type}`;
  }

  name(element: XmlElement): string {
    const name = this.required(element, 'Name');
    if (!isSimpleName(name)) {
      this.refuse(
        element,
        `attribute Name of '${element.local}' is '${name.slice(
          0,
          100,
        )}', which is no name`,
      );
    }
    return name;
  }

  required(element: XmlElement, attribute: string): string {
    const value = element.attributes.get(attribute);
    if (value === undefined || value === '') {
      this.refuse(
        element,
        `attribute ${attribute} of '${element.local}' is missing`,
      );
    }
    return value;
  }

  refuse(element: XmlElement, reason: string): never {
    return this.#draft.refuse(this.#draft.at(element, element.place), reason);
  }
}
