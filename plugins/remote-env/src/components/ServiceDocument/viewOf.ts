import { messageOf } from '../../apis';
import { asyncApiView } from '../../lib/documents/asyncapi/asyncApiView';
import type { JsonObject } from '../../lib/documents/json';
import { openApiView } from '../../lib/documents/openapi';
import { parseDocument } from '../../lib/documents/parseDocument';

export type DocumentView =
  | {
      kind: 'openapi' | 'asyncapi';
      document: JsonObject;
      externalReferences: string[];
    }
  | { kind: 'source'; problem: string };

/** How a document is shown: prepared for its renderer, or as it is when there is none for it. */
export function viewOf(
  text: string,
  format: string,
  invokeUrl: string,
): DocumentView {
  try {
    if (/^(openapi|swagger)-/.test(format)) {
      return {
        kind: 'openapi',
        ...openApiView(parseDocument(text), invokeUrl),
      };
    }
    if (/^asyncapi-/.test(format)) {
      return { kind: 'asyncapi', ...asyncApiView(parseDocument(text)) };
    }
    return { kind: 'source', problem: `There is no view of ${format}` };
  } catch (error) {
    return { kind: 'source', problem: messageOf(error) };
  }
}
