import { gunzipSync } from 'node:zlib';
import {
  readyOutlineSchema,
  type OutlineEntry,
} from '@remote-env/plugin-remote-env-common';
import { deriveDocument } from '../../deriveDocument';
import { takeFrom } from '../shelves';

/** What is derived, with each slice by the anchor of its operation or channel. */
export function derive(document: object, format = 'openapi-3.1') {
  const { outline, shelves } = deriveDocument({
    format,
    text: JSON.stringify(document),
    sliced: 7,
  });
  const { entries, ...head } = readyOutlineSchema.parse(
    JSON.parse(gunzipSync(outline).toString()),
  );
  const sliceOf = ({ slice = '' }: OutlineEntry) => {
    const [version, shelf, item] = slice.split('-').map(Number);
    expect(version).toBe(7);
    const file = Buffer.from(shelves[shelf ?? -1] ?? []);
    return JSON.parse(
      gunzipSync(takeFrom(file, item ?? -1) ?? Buffer.of()).toString(),
    );
  };
  return {
    head,
    entries,
    shelves,
    slices: Object.fromEntries(
      entries.map(entry => [entry.anchor, sliceOf(entry)]),
    ),
  };
}
