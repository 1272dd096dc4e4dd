import type { ODataModel } from '@remote-env/plugin-remote-env-common';
import { Refusal } from '../refusal.ts';
import type { Place } from '../syntax.ts';

type Locate = () => Place | undefined;

/** A model while it is read: what is still to be checked of it knows where it stands in the document. */
export class Draft {
  readonly model: ODataModel;
  /** Namespaces that are described here. */
  readonly namespaces = new Set<string>();
  readonly #aliases = new Map<string, string>();
  readonly #places = new WeakMap<object, Locate>();

  static create(version: string): Draft {
    return new Draft(version);
  }

  private constructor(version: string) {
    this.model = {
      version,
      entitySets: [],
      singletons: [],
      operations: [],
      types: [],
    };
  }

  /** Another name of a namespace, of this document or of one that it refers to. */
  alias(alias: string | undefined, namespace: string): void {
    if (alias !== undefined) {
      this.#aliases.set(alias, namespace);
    }
  }

  /** A qualified name with its namespace in place of an alias. */
  resolve(name: string): string {
    const dot = name.lastIndexOf('.');
    const namespace = this.#aliases.get(name.slice(0, dot));
    return dot < 0 || namespace === undefined
      ? name
      : `${namespace}${name.slice(dot)}`;
  }

  /** Remembers where a part of the model comes from. */
  at<T extends object>(part: T, locate: Locate): T {
    this.#places.set(part, locate);
    return part;
  }

  /** @throws Refusal with the place of a part of the model */
  refuse(part: object, reason: string): never {
    throw notValid(this.model.version, reason, this.#places.get(part)?.());
  }
}

/** Letters, digits and underscores, as both generations of CSDL have it; the longest that either allows. */
const NAME =
  /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}\p{Pc}\p{Cf}]{0,479}$/u;
const MAX_QUALIFIED = 1024;

/** Whether it is a name by itself. */
export function isSimpleName(name: string): boolean {
  return NAME.test(name);
}

/** Whether it is a name with its namespace, or the namespace alone. */
export function isQualifiedName(name: string): boolean {
  return name.length <= MAX_QUALIFIED && name.split('.').every(isSimpleName);
}

export function notValid(
  version: string,
  reason: string,
  place: Place | undefined,
): Refusal {
  return new Refusal({
    reason: `is not a valid OData ${version} document: ${reason}`,
    ...place,
  });
}

/** Terms of the vocabularies whose value describes what they annotate, the best first. */
const DESCRIBING = [
  /^(Org\.OData\.Core\.V1|Core)\.Description$/,
  /^(com\.sap\.vocabularies\.Common\.v1|Common)\.Label$/,
  /^(com\.sap\.vocabularies\.Common\.v1|Common)\.QuickInfo$/,
  /^(Org\.OData\.Core\.V1|Core)\.LongDescription$/,
];
const MAX_DESCRIPTION = 2000;

/** Of several annotations of one thing, the text that describes it best. */
export function descriptionFrom(
  annotations: ReadonlyMap<string, string>,
): { description: string } | undefined {
  for (const term of DESCRIBING) {
    for (const [name, text] of annotations) {
      if (term.test(name) && text.trim()) {
        return { description: text.trim().slice(0, MAX_DESCRIPTION) };
      }
    }
  }
  return undefined;
}
