import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import { convertAsyncApi } from '../convertAsyncApi.ts';
import { Refusal } from '../refusal.ts';
import { parseText, withoutByteOrderMark } from '../syntax.ts';
import { compareAsyncApi } from './compareAsyncApi.ts';
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
  const [was, is] = [valueOf(before), valueOf(after)];
  const formats = [before.format, after.format];
  if (formats.every(format => format.startsWith('asyncapi-'))) {
    return compareAsyncApi(was, is);
  }
  if (formats.every(format => /^(swagger|openapi)-/.test(format))) {
    return compareOpenApi(was, is);
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
