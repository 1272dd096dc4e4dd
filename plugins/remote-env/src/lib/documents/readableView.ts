import {
  oDataModelSchema,
  type ODataModel,
} from '@remote-env/plugin-remote-env-common';
import { messageOf } from '../../apis';
import { asyncApiView } from './asyncapi/asyncApiView';
import type { JsonObject } from './json';
import { parseDocument } from './parseDocument';

export type ReadableView =
  | { kind: 'odata'; version: string; model: ODataModel }
  | { kind: 'asyncapi'; version: string; document: JsonObject }
  | { kind: 'unreadable'; problem: string };

/**
 * How the readable form of a document is shown.
 *
 * @param format - of the registered document
 */
export function readableView(text: string, format: string): ReadableView {
  try {
    const source = parseDocument(text);
    if (/^odata-/.test(format)) {
      const model = oDataModelSchema.parse(source);
      return { kind: 'odata', version: model.version, model };
    }
    const from = source['x-converted-from'];
    const { document } = asyncApiView(source);
    return {
      kind: 'asyncapi',
      version: typeof from === 'string' ? from : '1',
      document,
    };
  } catch (error) {
    return { kind: 'unreadable', problem: messageOf(error) };
  }
}
