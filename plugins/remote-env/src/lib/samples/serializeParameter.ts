import { isObject } from '../documents/json';
import { sendable } from './plainText';

/** How a value is written where it is sent (OpenAPI 3.1 section 4.8.12.4). */
export interface ParameterStyle {
  style: string;
  explode: boolean;
  /** Leaves what separates parts of an address as it is. */
  allowReserved: boolean;
}

/** Percent-encoded as strictly as it can be: shells, and URLs within URLs, know what `encodeURIComponent` leaves. */
export function percentEncode(text: string, allowReserved = false): string {
  const encoded = encodeURIComponent(sendable(text)).replace(
    /[!'()*]/g,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return allowReserved
    ? encoded.replace(/%(?:3A|2F|3F|40|24|2C|3B)/g, decodeURIComponent)
    : encoded;
}

/** A value as plain text; what has parts as JSON. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value) ?? '';
}

/** In place of `{name}` in a path. */
export function pathText(
  name: string,
  value: unknown,
  { style, explode }: ParameterStyle,
): string {
  const encode = (each: unknown) => percentEncode(valueText(each));
  const label = percentEncode(name);
  switch (style) {
    case 'label':
      return `.${joined(value, explode ? '.' : ',', explode, encode)}`;
    case 'matrix':
      if (Array.isArray(value) && explode) {
        return value.map(each => `;${label}=${encode(each)}`).join('');
      }
      return isObject(value) && explode
        ? `;${joined(value, ';', true, encode)}`
        : `;${label}=${joined(value, ',', false, encode)}`;
    default:
      return joined(value, ',', explode, encode);
  }
}

/** As parts of a query, encoded, in their order. */
export function queryParts(
  name: string,
  value: unknown,
  { style, explode, allowReserved }: ParameterStyle,
): string[] {
  const encode = (each: unknown) =>
    percentEncode(valueText(each), allowReserved);
  const label = percentEncode(name);
  if (style === 'deepObject' && isObject(value)) {
    return Object.entries(value).map(
      ([key, each]) => `${percentEncode(`${name}[${key}]`)}=${encode(each)}`,
    );
  }
  if (explode && Array.isArray(value)) {
    return value.map(each => `${label}=${encode(each)}`);
  }
  if (explode && isObject(value)) {
    return Object.entries(value).map(
      ([key, each]) => `${percentEncode(key)}=${encode(each)}`,
    );
  }
  return [
    `${label}=${joined(value, SEPARATORS.get(style) ?? ',', false, encode)}`,
  ];
}

/** Between the parts of a value that is one parameter, as they are sent. */
const SEPARATORS: ReadonlyMap<string, string> = new Map([
  ['spaceDelimited', '%20'],
  ['tabDelimited', '%09'],
  ['pipeDelimited', '%7C'],
]);

/** As the value of a header, not encoded. */
export function headerValue(value: unknown, { explode }: ParameterStyle) {
  return joined(value, ',', explode, valueText);
}

function joined(
  value: unknown,
  separator: string,
  explode: boolean,
  encode: (value: unknown) => string,
): string {
  if (Array.isArray(value)) {
    return value.map(encode).join(separator);
  }
  if (!isObject(value)) {
    return encode(value);
  }
  return Object.entries(value)
    .map(([key, each]) => [encode(key), encode(each)])
    .map(pair => pair.join(explode ? '=' : separator))
    .join(separator);
}
