export * from './errors';
export * from './ResourceStore';
export * from './DocumentStore';
export * from './EventBus';
export * from './ObjectEvents';
