export * from './fixtures';
export { renderInPortal } from './renderInPortal';
export * from './TestPortal';
