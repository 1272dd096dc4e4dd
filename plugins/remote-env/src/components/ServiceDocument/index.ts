export { ErrorCatcher } from './ErrorCatcher';
export { RenderedDocument } from './RenderedDocument';
export { ServiceDocument } from './ServiceDocument';
export { AsyncApiView, preloadViewer, SwaggerView } from './viewers';
