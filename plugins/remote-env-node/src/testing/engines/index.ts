/**
 * Servers of every production engine, for tests that need them all.
 *
 * @packageDocumentation
 */
export { until } from '../conditions';
export { startPostgres, type TestPostgres } from '../postgres/startPostgres';
export { freePorts } from './freePorts';
export { AUTHORITY, installAccounts, SYSTEM } from './kubernetesAccounts';
export { installDefinitions } from './kubernetesHarness';
export { NginxIngress, type IngressFiles } from './NginxIngress';
export { NginxPassthrough, type LoggedConnection } from './NginxPassthrough';
export { ServerProcess } from './ServerProcess';
export { TestKubernetes } from './startKubernetes';
export { startNginx } from './startNginx';
export { startNats, type TestNats } from './startNats';
export { startOwnS3, type OwnTestS3 } from './startS3';
