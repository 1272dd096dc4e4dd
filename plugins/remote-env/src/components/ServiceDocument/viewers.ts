import { lazy } from 'react';
import type { Viewer } from '../../lib/documents/viewerOf';

const swagger = async () => ({
  default: (await import('../SwaggerView')).SwaggerView,
});
const asyncApi = async () => ({
  default: (await import('../AsyncApiView')).AsyncApiView,
});
const oData = async () => ({
  default: (await import('../ODataView')).ODataView,
});

export const SwaggerView = lazy(swagger);
export const AsyncApiView = lazy(asyncApi);
export const ODataView = lazy(oData);

const LOADERS: Partial<Record<Viewer, () => Promise<unknown>>> = {
  openapi: swagger,
  asyncapi: asyncApi,
  odata: oData,
};

/**
 * Begins to load a viewer before its document is there: its code is large, and the two can travel together. Should it
 * fail, the viewer itself tries again and says so. Our own, for operations, is there already.
 */
export function preloadViewer(viewer: Viewer | undefined): void {
  if (viewer !== undefined) {
    LOADERS[viewer]?.().catch(() => undefined);
  }
}
