/** Values of an enumeration that are looked at: rules compare each with each other one, which takes a minute for 50,000. */
const MAX_VALUES = 500;

/** Cuts enumerations off in the document itself. A list and no recursion, since documents nest as deep as they like. */
export function shortEnumerations(document: object): void {
  const waiting: object[] = [document];
  // Aliases of YAML make one object stand in many places.
  const seen = new Set<object>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) {
      continue;
    }
    seen.add(next);
    for (const [key, value] of Object.entries(next)) {
      if (key === 'enum' && Array.isArray(value)) {
        value.splice(MAX_VALUES);
      }
      if (typeof value === 'object' && value !== null) {
        waiting.push(value);
      }
    }
  }
}
