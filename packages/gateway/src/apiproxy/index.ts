export { createApiProxy } from './createApiProxy';
