export interface CheckedSecret {
  /** Where it stands in the configuration. */
  key: string;
  value: string;
  /** Characters that it has to have. Default 32. */
  minLength?: number;
  /** It is somebody else's choice how it looks: only what is plainly no secret is told. */
  foreign?: boolean;
}

/** Different characters below which nothing is random. */
const MIN_DIFFERENT = 10;

const PLACEHOLDER =
  /^(<.*>|\[.*\]|\$\{.*\}|(change|replace)[-_ ]?(me|this|it).*|(my|your|the|a)[-_ ].*|secrets?|passwords?|todo|tbd|none|null|undefined|example.*|dummy.*|default.*|x+|\*+)$/i;

/** Secrets that are none, one line each; never with their values. */
export function secretProblems(secrets: readonly CheckedSecret[]): string[] {
  const problems: string[] = [];
  const firstWith = new Map<string, string>();
  for (const { key, value, minLength = 32, foreign } of secrets) {
    if (PLACEHOLDER.test(value)) {
      problems.push(`${key} is a placeholder: set it to a secret of your own`);
    } else if (!foreign && value.length < minLength) {
      problems.push(
        `${key} must have ${minLength} characters or more, e.g. from 'openssl rand -hex 32'`,
      );
    } else if (!foreign && new Set(value).size < MIN_DIFFERENT) {
      problems.push(
        `${key} can be guessed: set it to random text, e.g. from 'openssl rand -hex 32'`,
      );
    }
    const same = firstWith.get(value);
    if (same !== undefined) {
      problems.push(
        `${key} is the same as ${same}: whoever learns one must not know the other`,
      );
    }
    firstWith.set(value, same ?? key);
  }
  return problems;
}
