import { SLICED_FROM_BYTES } from '@remote-env/plugin-remote-env-common';

/** How a document is shown: as a whole by a viewer of its kind, or operation by operation by ours. */
export type Viewer = 'openapi' | 'operations' | 'asyncapi' | 'odata';

/** @param document - `format` as the registry names it; `size` in bytes */
export function viewerOf(document: {
  format: string;
  size: number;
}): Viewer | undefined {
  const { format, size } = document;
  if (/^(openapi|swagger)-/.test(format)) {
    return size >= SLICED_FROM_BYTES ? 'operations' : 'openapi';
  }
  if (/^asyncapi-/.test(format)) {
    return 'asyncapi';
  }
  return /^odata-/.test(format) ? 'odata' : undefined;
}
