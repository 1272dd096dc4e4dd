export { UnreadableDocument } from './UnreadableDocument';
