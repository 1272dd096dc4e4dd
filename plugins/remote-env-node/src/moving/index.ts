/**
 * Moving house: everything of an installation into one archive, and out of it into other stores
 * (docs/operations/moving.md).
 *
 * @packageDocumentation
 */
export * from './errors';
export { exportInstallation, type ExportOptions } from './exportInstallation';
export {
  importInstallation,
  type ImportOptions,
  type ImportReport,
} from './importInstallation';
export { verifyInstallation, type Verification } from './verifyInstallation';
export { contentsOf } from './contentsOf';
export { checkPassphrase } from './archive/ArchiveKeys';
export type { Installation } from './Installation';
export type { Namespaces } from './kinds';
export type { Contents, Progress, Summary } from './Summary';
