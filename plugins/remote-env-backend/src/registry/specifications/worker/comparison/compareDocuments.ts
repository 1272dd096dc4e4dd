import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import { convertAsyncApi } from '../convertAsyncApi.ts';
import { readCsdlJson } from '../odata/csdlJson.ts';
import { readEdmx } from '../odata/edmx.ts';
import { readXml } from '../odata/xmlTree.ts';
import { Refusal } from '../refusal.ts';
import { parseText, withoutByteOrderMark } from '../syntax.ts';
import { compareAsyncApi } from './compareAsyncApi.ts';
import { compareGuides } from './compareGuides.ts';
import { compareOData } from './compareOData.ts';
import { compareOpenApi } from './compareOpenApi.ts';

/** A registered document. */
export interface ComparedText {
  format: string;
  text: string;
}

/**
 * What differs between two versions of a document, by what it means for those who use what they describe.
 *
 * @throws Refusal when it cannot be told within limits
 */
export function compareDocuments(
  before: ComparedText,
  after: ComparedText,
): DocumentComparison {
  const formats = [before.format, after.format];
  if (formats.every(format => format.startsWith('odata-'))) {
    return compareOData(modelOf(before), modelOf(after));
  }
  const [was, is] = [valueOf(before), valueOf(after)];
  if (formats.every(format => format.startsWith('asyncapi-'))) {
    return compareAsyncApi(was, is);
  }
  if (formats.every(format => /^(swagger|openapi)-/.test(format))) {
    return compareOpenApi(was, is);
  }
  if (formats.every(format => format === 'markdown-set')) {
    return compareGuides(was, is);
  }
  throw new Refusal({
    reason: `of format ${after.format} cannot be compared with ${before.format}`,
  });
}

function valueOf({ format, text }: ComparedText): Record<string, unknown> {
  const parsed = parseText(withoutByteOrderMark(text));
  return format === 'asyncapi-1'
    ? convertAsyncApi(parsed).document
    : parsed.value;
}

function modelOf({ format, text }: ComparedText) {
  const source = withoutByteOrderMark(text);
  return format === 'odata-edmx'
    ? readEdmx(readXml(source))
    : readCsdlJson(parseText(source));
}
