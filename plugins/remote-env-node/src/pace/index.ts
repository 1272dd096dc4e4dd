export { Pauses } from './Pauses';
export { restedAt, type Span } from './restedAt';
