export { ErrorCatcher } from './ErrorCatcher';
export { RenderedDocument } from './RenderedDocument';
export { ServiceDocument } from './ServiceDocument';
export { hasViewer, preloadViewer, SwaggerView } from './viewers';
