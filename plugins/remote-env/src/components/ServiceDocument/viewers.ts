import { lazy } from 'react';

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

const LOADERS = { api: swagger, events: asyncApi };

/** Whether a tab shows a document in a viewer. */
export function hasViewer(tab: string): tab is keyof typeof LOADERS {
  return Object.hasOwn(LOADERS, tab);
}

/**
 * Begins to load a viewer before its document is there: its code is large, and the two can travel together. Should it
 * fail, the viewer itself tries again and says so.
 */
export function preloadViewer(tab: keyof typeof LOADERS): void {
  LOADERS[tab]().catch(() => undefined);
}
