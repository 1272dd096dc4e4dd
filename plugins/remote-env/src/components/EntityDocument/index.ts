export { EntityDocument } from './EntityDocument';
