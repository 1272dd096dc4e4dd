export * from './errors';
export * from './model';
export { maskedParameters } from './objects/maskedParameters';
export type { RegistryStep } from './RegistryContext';
export type { ServiceKeeper } from './keeper';
export type { RegistryReconciler } from './reconciler/RegistryReconciler';
export {
  ServiceRegistry,
  type ServiceRegistryOptions,
} from './ServiceRegistry';
export { DerivedDocuments } from './derivations/DerivedDocuments';
export { Derivations } from './derivations/Derivations';
export { DerivingWorker } from './derivations/DerivingWorker';
export {
  DocumentExports,
  EXPORT_VERSION,
  type ExportSyntax,
} from './exports/DocumentExports';
export { SpecificationRefusedError } from './specifications/errors';
export { createOutlineStep } from './derivations/outlineStep';
export { createQualityStep } from './derivations/qualityStep';
export type {
  Claim,
  DerivationKind,
  DerivationLedger,
} from './derivations/DerivationLedger';
export {
  COMPARISON_VERSION,
  type ComparisonLedger,
  type ComparisonState,
  type DocumentPair,
} from './comparisons/ComparisonLedger';
export { Comparisons } from './comparisons/Comparisons';
export { follows, VersionHistory } from './versions/VersionHistory';
export type {
  DocumentVersion,
  LatestVersion,
  SeenDocument,
  Telling,
  UntoldVersion,
  VersionKey,
  VersionLedger,
} from './versions/VersionLedger';
export { OutboundSpecificationFetcher } from './specifications/OutboundSpecificationFetcher';
export type {
  SpecificationFetcher,
  SpecificationRequest,
} from './specifications/SpecificationFetcher';
export {
  SpecificationParser,
  type SpecificationParserOptions,
} from './specifications/SpecificationParser';
