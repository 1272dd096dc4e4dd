export { ErrorCatcher } from './ErrorCatcher';
export { RenderedDocument } from './RenderedDocument';
export { ServiceDocument } from './ServiceDocument';
export { preloadViewer, SwaggerView } from './viewers';
