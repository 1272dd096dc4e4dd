export { SwaggerView } from './SwaggerView';
