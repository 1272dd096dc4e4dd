/** A parameter of a page's address that has no meaning. */
export interface WrongValue {
  name: string;
  value: string;
}

/** As many values of one facet as the portal takes. */
const MAX_VALUES = 20;
const MAX_LENGTH = 300;

/** Where in a list the page is: another filter begins at the first page. */
const POSITION = ['cursor', 'from'];

/** Reads a page's address, and keeps what it could not make sense of. */
export class AddressReader {
  readonly wrong: WrongValue[] = [];
  readonly #params: URLSearchParams;

  private constructor(params: URLSearchParams) {
    this.#params = params;
  }

  static of(params: URLSearchParams): AddressReader {
    return new AddressReader(params);
  }

  text(name: string): string {
    return this.#params.get(name) ?? '';
  }

  /** Any texts. */
  texts(name: string): string[] {
    return this.#values(name, value =>
      value !== '' && value.length <= MAX_LENGTH ? value : undefined,
    );
  }

  /** Of what is allowed. */
  many<V extends string>(name: string, allowed: readonly V[]): V[] {
    return this.#values(name, value => allowed.find(each => each === value));
  }

  one<V extends string>(name: string, allowed: readonly V[]): V | undefined {
    const value = this.#params.get(name);
    if (!value) {
      return undefined;
    }
    const known = allowed.find(each => each === value);
    if (known === undefined) {
      this.wrong.push({ name, value });
    }
    return known;
  }

  #values<V extends string>(
    name: string,
    read: (value: string) => V | undefined,
  ): V[] {
    const values: V[] = [];
    for (const value of new Set(this.#params.getAll(name))) {
      const known = read(value);
      if (known !== undefined && values.length < MAX_VALUES) {
        values.push(known);
      } else {
        this.wrong.push({ name, value });
      }
    }
    return values;
  }
}

/** The same address with other values of one parameter, at the first page. */
export function withValues(
  params: URLSearchParams,
  name: string,
  values: readonly string[],
): URLSearchParams {
  const next = withoutNames(params, [name]);
  values.forEach(value => next.append(name, value));
  return next;
}

/** The same address without some parameters, at the first page. */
export function withoutNames(
  params: URLSearchParams,
  names: readonly string[],
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const name of [...names, ...POSITION]) {
    next.delete(name);
  }
  return next;
}

/** The same address without single values. */
export function withoutValues(
  params: URLSearchParams,
  values: readonly WrongValue[],
): URLSearchParams {
  return values.reduce(
    (next, { name, value }) =>
      withValues(
        next,
        name,
        next.getAll(name).filter(each => each !== value),
      ),
    params,
  );
}
