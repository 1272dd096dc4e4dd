import { SaxesParser } from 'saxes';
import { Refusal } from '../refusal.ts';
import type { Place } from '../syntax.ts';

/** An element of an XML document. */
export interface XmlElement {
  /** Namespace; empty without one. */
  uri: string;
  local: string;
  /** By local name; those of other namespaces as `{namespace}name`. */
  attributes: ReadonlyMap<string, string>;
  children: XmlElement[];
  /** Its own characters, without those of its children. */
  text: string;
  /** Of its start tag. */
  place(): Place;
}

/** Levels of an XML document; metadata has some ten. */
const MAX_DEPTH = 100;
/** Elements of an XML document: the largest metadata that is known has a hundred thousand. */
const MAX_ELEMENTS = 500_000;
/** Characters of one element that are kept: descriptions are no longer. */
const MAX_TEXT = 4000;

/**
 * Reads well-formed XML with namespaces. A document type declaration is refused wherever it stands: metadata needs
 * none, and entities are how XML multiplies, and how it reads files.
 *
 * @throws Refusal with the place where the document breaks
 */
export function readXml(source: string): XmlElement {
  const offsets = lineOffsets(source);
  const placeAt = (offset: number) => placeOf(offsets, offset);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: XmlElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;

  const refuse = (reason: string, offset = parser.position): never => {
    throw new Refusal({ reason, ...placeAt(Math.max(offset, 0)) });
  };
  /** No `<` stands inside a start tag, so the last one is where it begins. */
  const startOfTag = () => source.lastIndexOf('<', parser.position - 1);

  parser.on('error', ({ message }) => {
    const what = message.replace(/^\d+:\d+: /, '');
    if (!what.startsWith('unclosed tag')) {
      refuse(`is not well-formed XML: ${what}`, parser.position - 1);
    }
    // The text has ended. Whatever took the rest of it in is to blame, and not where that ended.
    const ampersand = source.lastIndexOf('&');
    throw ampersand > source.lastIndexOf(';')
      ? new Refusal({
          reason: 'is not well-formed XML: & begins no entity',
          ...placeAt(ampersand),
        })
      : new Refusal({
          reason: `is not well-formed XML: ${what}`,
          ...open.at(-1)?.place(),
        });
  });
  parser.on('doctype', () =>
    refuse(
      'has a document type declaration (DOCTYPE), which is not taken: metadata needs none, and entities are a danger',
      source.lastIndexOf('<!DOCTYPE', parser.position),
    ),
  );
  parser.on('opentag', tag => {
    const offset = startOfTag();
    elements += 1;
    if (open.length >= MAX_DEPTH) {
      refuse(`is nested too deeply: more than ${MAX_DEPTH} levels`, offset);
    }
    if (elements > MAX_ELEMENTS) {
      refuse(`has more than ${MAX_ELEMENTS} elements`, offset);
    }
    const element: XmlElement = {
      uri: tag.uri,
      local: tag.local,
      attributes: new Map(
        Object.values(tag.attributes).map(({ uri, local, value }) => [
          uri === '' ? local : `{${uri}}${local}`,
          value,
        ]),
      ),
      children: [],
      text: '',
      place: () => placeAt(offset),
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element && element.text.length < MAX_TEXT) {
      element.text += text.slice(0, MAX_TEXT);
    }
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    open.pop();
  });

  parser.write(source).close();
  return root ?? refuse('is not well-formed XML: it has no element');
}

function lineOffsets(source: string): number[] {
  const offsets = [0];
  for (let at = source.indexOf('\n'); at >= 0; ) {
    offsets.push(at + 1);
    at = source.indexOf('\n', at + 1);
  }
  return offsets;
}

function placeOf(offsets: readonly number[], offset: number): Place {
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= offset) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return { line: low + 1, column: offset - (offsets[low] ?? 0) + 1 };
}
