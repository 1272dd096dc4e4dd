export { createRegistryRouter } from './createRegistryRouter';
export { mapRegistryError } from './mapRegistryError';
export type { RegistryRouterOptions } from './RegistryCalls';
