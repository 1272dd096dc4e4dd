import type { DocumentFormat } from '@remote-env/plugin-remote-env-common';
import { convertAsyncApi } from './convertAsyncApi.ts';
import { readCsdlJson } from './odata/csdlJson.ts';
import { readEdmx } from './odata/edmx.ts';
import { readXml } from './odata/xmlTree.ts';
import { Refusal } from './refusal.ts';
import { parseText, withoutByteOrderMark } from './syntax.ts';

/**
 * A registered document in the form that pages show: AsyncAPI 2 of 1.x, an `ODataModel` of OData; as JSON.
 *
 * @throws Refusal
 */
export function convertDocument(format: DocumentFormat, text: string): string {
  const source = withoutByteOrderMark(text);
  switch (format) {
    case 'asyncapi-1':
      return JSON.stringify(convertAsyncApi(parseText(source)).document);
    case 'odata-edmx':
      return JSON.stringify(readEdmx(readXml(source)));
    case 'odata-csdl':
      return JSON.stringify(readCsdlJson(parseText(source)));
    default:
      throw new Refusal({ reason: `of format ${format} is shown as it is` });
  }
}
