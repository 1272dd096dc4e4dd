export { ConnectionProgress } from './ConnectionProgress';
export type { Awaited } from './progressOf';
