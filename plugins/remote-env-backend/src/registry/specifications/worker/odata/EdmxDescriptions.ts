import { descriptionFrom, type Draft } from './Draft.ts';
import type { XmlElement } from './xmlTree.ts';

const SAP = 'http://www.sap.com/Protocols/SAPData';

/** What the elements of a document are described by, wherever it stands. */
export class EdmxDescriptions {
  readonly #draft: Draft;
  /** Annotations that stand apart from what they are about, by its path. */
  readonly #annotations = new Map<string, XmlElement[]>();

  static create(
    draft: Draft,
    schemas: readonly XmlElement[],
  ): EdmxDescriptions {
    const descriptions = new EdmxDescriptions(draft);
    schemas.forEach(schema => descriptions.#collect(schema));
    return descriptions;
  }

  private constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** @param path - of the element, as annotations that stand apart name it */
  of(element: XmlElement, path: string) {
    const texts = new Map<string, string>();
    const apart = this.#annotations.get(path) ?? [];
    for (const annotation of [...element.children, ...apart]) {
      if (annotation.local === 'Annotation') {
        const term = this.#draft.resolve(
          annotation.attributes.get('Term') ?? '',
        );
        const text =
          annotation.attributes.get('String') ??
          annotation.children.find(({ local }) => local === 'String')?.text;
        texts.set(term, texts.get(term) ?? text ?? '');
      }
    }
    const documentation = element.children
      .find(({ local }) => local === 'Documentation')
      ?.children.map(({ text }) => text.trim())
      .filter(Boolean)
      .join(' ');
    const label =
      documentation ||
      (element.attributes.get(`{${SAP}}label`) ??
        element.attributes.get(`{${SAP}}quickinfo`));
    if (label) {
      texts.set('Core.LongDescription', label);
    }
    return descriptionFrom(texts);
  }

  #collect(schema: XmlElement): void {
    for (const element of schema.children) {
      if (element.local === 'Annotations') {
        const target = element.attributes.get('Target') ?? '';
        const [first = '', ...rest] = target.split('/');
        const path = [this.#draft.resolve(first), ...rest].join('/');
        const known = this.#annotations.get(path) ?? [];
        this.#annotations.set(path, [...known, ...element.children]);
      }
    }
  }
}
