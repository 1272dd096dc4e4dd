/** A service as it is sent. */
export type Definition = Record<string, unknown>;

/** One service that is to be registered, or what is wrong with it before anybody is asked. */
export type GivenService = {
  /** The file, or files, that it comes from. */
  source: string;
} & (
  | { definition: Definition; problem?: undefined }
  | { definition?: undefined; problem: string }
);

/** A name as an identifier: small letters, digits and dashes. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * A definition without an identifier gets one from its name, so that registering it again replaces what is there
 * instead of making a second one.
 */
export function withIdentifier(definition: Definition): Definition {
  const { identifier, name } = definition;
  const made = typeof name === 'string' ? slug(name) : '';
  return identifier === undefined && made !== ''
    ? { ...definition, identifier: made }
    : definition;
}
