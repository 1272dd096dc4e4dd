export { restedAt, type Span } from './restedAt';
