import { isSliced } from '@remote-env/plugin-remote-env-common';

/** How a document is shown: as a whole by a viewer of its kind, or by operation or channel. */
export type Viewer =
  | 'openapi'
  | 'operations'
  | 'asyncapi'
  | 'channels'
  | 'odata';

/** @param document - `format` as the registry names it; `size` in bytes */
export function viewerOf(document: {
  format: string;
  size: number;
}): Viewer | undefined {
  const { format, size } = document;
  if (/^(openapi|swagger)-/.test(format)) {
    return isSliced(format, size) ? 'operations' : 'openapi';
  }
  if (/^asyncapi-/.test(format)) {
    return isSliced(format, size) ? 'channels' : 'asyncapi';
  }
  return /^odata-/.test(format) ? 'odata' : undefined;
}
