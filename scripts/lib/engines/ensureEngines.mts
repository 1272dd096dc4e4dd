import { ensureKubernetes } from './kubernetesServer.mts';
import { ensureNatsServer } from './natsServer.mts';

/**
 * The servers that tests of the production engines need and Debian has no package of: found, fetched or built.
 *
 * @throws Error that says what is missing and how to get it
 */
export function ensureEngines(): void {
  ensureNatsServer();
  ensureKubernetes();
}
