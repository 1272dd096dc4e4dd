/**
 * Default permission policy: owners, developers, admins.
 *
 * @packageDocumentation
 */
export { permissionModuleRemoteEnv as default } from './module';
export { RemoteEnvPermissionPolicy } from './RemoteEnvPermissionPolicy';
