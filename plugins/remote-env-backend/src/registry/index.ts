export * from './errors';
export * from './model';
export type { RegistryStep } from './RegistryContext';
export type { ServiceKeeper } from './keeper';
export type { RegistryReconciler } from './reconciler/RegistryReconciler';
export {
  ServiceRegistry,
  type ServiceRegistryOptions,
} from './ServiceRegistry';
export { OutboundSpecificationFetcher } from './specifications/OutboundSpecificationFetcher';
export type {
  SpecificationFetcher,
  SpecificationRequest,
} from './specifications/SpecificationFetcher';
export {
  SpecificationParser,
  type SpecificationParserOptions,
} from './specifications/SpecificationParser';
