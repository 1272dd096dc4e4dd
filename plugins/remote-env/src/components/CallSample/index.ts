export { CallSample } from './CallSample';
