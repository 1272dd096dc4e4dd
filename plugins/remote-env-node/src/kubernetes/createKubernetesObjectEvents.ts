import type { KubernetesConnection } from '../config';
import type { ObjectEvents } from '../ports';
import { loadKubeConfig } from './connect';
import { KubernetesApi } from './KubernetesApi';
import { KubernetesObjectEvents } from './KubernetesObjectEvents';

/** Few at once: nobody waits for them, and they must not take the place of what matters. */
const CONCURRENCY = 4;

/**
 * Events on an API server, beside the objects that they are about. Connects with its first use.
 *
 * @throws Error in one line when the connection cannot be made out from what is configured
 */
export function createKubernetesObjectEvents(
  connection: KubernetesConnection,
): ObjectEvents {
  return KubernetesObjectEvents.create(
    KubernetesApi.create({
      config: loadKubeConfig(connection),
      concurrency: CONCURRENCY,
    }),
  );
}
