/**
 * A lambda that hears of new orders and looks them up in the shop's API through the API proxy.
 *
 * @packageDocumentation
 */
export { OrderHandler, TryAgainError, UnknownOrderError } from './OrderHandler';
export { createServer } from './server';
