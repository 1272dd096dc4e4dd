import { isObject, type JsonObject } from '../json';
import { isSet, own, textIn } from './readers';

/**
 * What a schema says of its values in XML (OpenAPI 3.2 section 4.26, and the same in fewer words before).
 *
 * @returns undefined where it says nothing; empty where the name of the fact says it all
 */
export function xmlFact(
  schema: JsonObject,
  fact:
    | 'xmlElement'
    | 'xmlAttribute'
    | 'xmlNode'
    | 'xmlWrapped'
    | 'xmlNamespace',
): string | undefined {
  const xml = own(schema, 'xml');
  if (!isObject(xml)) {
    return undefined;
  }
  const node = textIn(xml, 'nodeType');
  const isAttribute = isSet(xml, 'attribute') || node === 'attribute';
  switch (fact) {
    case 'xmlElement':
      return isAttribute ? undefined : qualifiedName(xml);
    case 'xmlAttribute':
      return isAttribute ? qualifiedName(xml) ?? '' : undefined;
    case 'xmlNode':
      return node === 'attribute' || node === 'element' ? undefined : node;
    case 'xmlWrapped':
      return isSet(xml, 'wrapped') ? '' : undefined;
    default:
      return textIn(xml, 'namespace');
  }
}

/** A prefix without a name goes before the name of the property, whatever that is. */
function qualifiedName(xml: JsonObject): string | undefined {
  const name = textIn(xml, 'name');
  const prefix = textIn(xml, 'prefix');
  return prefix === undefined ? name : `${prefix}:${name ?? '…'}`;
}
