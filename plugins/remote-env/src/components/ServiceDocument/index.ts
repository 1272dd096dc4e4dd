export { ServiceDocument } from './ServiceDocument';
export { hasViewer, preloadViewer } from './viewers';
