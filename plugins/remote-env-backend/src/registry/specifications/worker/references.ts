/** A reference that leads nowhere. */
export interface BrokenReference {
  reference: string;
  /** JSON pointer of the object that holds it. */
  pointer: string;
}

/** Pointers are made of these only when they are needed: most are not, and together they are long. */
interface Place {
  value: unknown;
  key?: string;
  parent?: Place;
}

/** References that lead to references, at most. */
const MAX_HOPS = 100;

/**
 * References of a document within itself (`#/…`) that lead nowhere, or only to each other. Others are not looked at.
 * A list and no recursion, since documents nest as deep as they like.
 */
export function brokenReferences(document: unknown): BrokenReference[] {
  const broken: BrokenReference[] = [];
  const judged = new Map<string, boolean>();
  const waiting: Place[] = [{ value: document }];
  // Aliases of YAML make one object stand in many places.
  const seen = new Set<unknown>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value } = next;
    if (typeof value !== 'object' || value === null || seen.has(value)) {
      continue;
    }
    seen.add(value);
    const reference = referenceOf(value);
    if (reference !== undefined) {
      const leads =
        judged.get(reference) ?? leadsSomewhere(document, reference);
      judged.set(reference, leads);
      if (!leads) {
        broken.push({ reference, pointer: pointerOf(next) });
      }
    }
    for (const [key, child] of Object.entries(value)) {
      waiting.push({ value: child, key, parent: next });
    }
  }
  return broken;
}

function leadsSomewhere(document: unknown, reference: string): boolean {
  const target = targetOf(document, reference);
  return target === undefined || 'value' in target;
}

/**
 * What a reference within a document stands for in the end, through all references on the way.
 *
 * @returns `{}` where it leads nowhere; undefined where it leads into another document
 */
export function targetOf(
  document: unknown,
  reference: string,
): { value?: unknown } | undefined {
  let segments = segmentsOf(reference);
  let value = document;
  let hops = 0;
  while (segments && hops < MAX_HOPS) {
    const further = referenceOf(value);
    if (further !== undefined) {
      // What is below a reference is below what it stands for.
      const first = segmentsOf(further);
      segments = first && [...first, ...segments];
      value = document;
      hops += 1;
      continue;
    }
    const [segment, ...rest] = segments;
    if (segment === undefined) {
      return { value };
    }
    if (
      typeof value !== 'object' ||
      value === null ||
      !Object.hasOwn(value, segment)
    ) {
      // What another document stands for is not ours to judge.
      return isForeign(value) ? undefined : {};
    }
    value = Reflect.get(value, segment);
    segments = rest;
  }
  return {};
}

/** A value, or what it stands for when it is a reference within the document. */
export function resolved(document: unknown, value: unknown): unknown {
  const reference = referenceOf(value);
  return reference === undefined ? value : targetOf(document, reference)?.value;
}

/** The reference within the document that a value is; undefined when it is none. */
export function referenceOf(value: unknown): string | undefined {
  const reference =
    typeof value === 'object' && value !== null && '$ref' in value
      ? value.$ref
      : undefined;
  return typeof reference === 'string' && /^#(\/|$)/.test(reference)
    ? reference
    : undefined;
}

function isForeign(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$ref' in value &&
    typeof value.$ref === 'string'
  );
}

/** RFC 6901, sections 4 and 6; undefined when it is not well-formed. */
export function segmentsOf(reference: string): string[] | undefined {
  try {
    return decodeURIComponent(reference.slice(1))
      .split('/')
      .slice(1)
      .map(segment => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    return undefined;
  }
}

/** RFC 6901. */
function pointerOf(place: Place): string {
  const keys: string[] = [];
  for (let at: Place = place; at.parent; at = at.parent) {
    keys.unshift(at.key?.replaceAll('~', '~0').replaceAll('/', '~1') ?? '');
  }
  return keys.map(key => `/${key}`).join('');
}
