import { copyWith, isObject, type JsonObject } from '../json';
import { defuseMarkdown } from './defuseMarkdown';
import { dereference } from './dereference';
import { writeNames } from './names';
import { applyTraits } from './traits';

export interface AsyncApiView {
  /** For the renderer that takes parsed documents. */
  document: JsonObject;
  externalReferences: string[];
}

const TEXT_FIELDS = ['description', 'summary'];

/**
 * A registered AsyncAPI 2 or 3 document in the form that the renderer takes for parsed. The full parser is left
 * out on purpose: it validates what the registry has validated, fetches remote references, and needs `eval`.
 *
 * @throws Error for other versions
 */
export function asyncApiView(source: JsonObject): AsyncApiView {
  const version = typeof source.asyncapi === 'string' ? source.asyncapi : '';
  const major = Number(/^(\d+)\.\d+\.\d+/.exec(version)?.[1]);
  if (major !== 2 && major !== 3) {
    throw new Error(`AsyncAPI ${version || 'of unknown version'} is not shown`);
  }
  const document = copyWith(source, node => {
    for (const field of TEXT_FIELDS) {
      const text = node[field];
      if (typeof text === 'string') {
        node[field] = defuseMarkdown(text);
      }
    }
    return node;
  });
  if (!isObject(document)) {
    throw new Error('The document is not an object');
  }
  const externalReferences = dereference(document);
  applyTraits(document, major);
  writeNames(document, major);
  document['x-parser-spec-parsed'] = true;
  document['x-parser-api-version'] = 1;
  return { document, externalReferences };
}
