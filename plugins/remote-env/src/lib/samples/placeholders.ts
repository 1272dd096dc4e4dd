import { isObject } from '../documents/json';

/** Stands for a value that nobody gave, so that nobody takes it for one: `orderCode` becomes `ORDER_CODE`. */
export function placeholderFor(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return words.toUpperCase().slice(0, 40) || 'VALUE';
}

const ENDINGS: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/pdf', 'pdf'],
  ['application/xml', 'xml'],
  ['application/zip', 'zip'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['text/csv', 'csv'],
  ['text/plain', 'txt'],
  ['text/xml', 'xml'],
]);

/** Name of a file that the caller has to have, e.g. `invoice.pdf`. */
export function fileFor(name: string, type: string): string {
  const stem = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return `${stem.slice(0, 40) || 'file'}.${ENDINGS.get(type) ?? 'bin'}`;
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+/;

/** Type and subtype of a media type, or what it may be when it says no single one. */
export function mediaTypeOf(given: string): string {
  const [type = ''] = TYPE.exec(given.trim()) ?? [];
  return type.toLowerCase() || 'application/octet-stream';
}

/** Whether an example can be written as a literal of any language: not too deep, and no key that JavaScript gives a meaning. */
export function isPlainValue(value: unknown, depth = 20): boolean {
  if (typeof value !== 'object' || value === null) {
    return true;
  }
  return (
    depth > 0 &&
    !(isObject(value) && Object.hasOwn(value, '__proto__')) &&
    Object.values(value).every(each => isPlainValue(each, depth - 1))
  );
}
