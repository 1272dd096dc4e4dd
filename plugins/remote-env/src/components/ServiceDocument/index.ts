export { ServiceDocument } from './ServiceDocument';
