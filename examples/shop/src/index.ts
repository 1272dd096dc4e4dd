/**
 * A small web shop with an OAuth-protected API that connects itself to a portal by the edge's protocol alone.
 *
 * @packageDocumentation
 */
export { OAuth } from './api/oauth';
export { Orders } from './api/Orders';
export { createApi } from './api/server';
