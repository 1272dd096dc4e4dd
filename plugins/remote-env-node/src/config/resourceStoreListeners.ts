import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ownListener, type OwnListener } from '../outbound/OutboundPolicy';
import type { ResourceStoreConfig } from './resourceStoreConfig';

const kubeconfigSchema = z.object({
  'current-context': z.string().optional(),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string() }) }),
  ),
  clusters: z.array(
    z.object({ name: z.string(), cluster: z.object({ server: z.url() }) }),
  ),
});

/**
 * The API server, which nothing from outside may make us call; reads the kubeconfig file.
 *
 * @throws Error when that cannot be read or names no server
 */
export function resourceStoreListeners(
  config: ResourceStoreConfig,
): OwnListener[] {
  if (config.type !== 'kubernetes') {
    return [];
  }
  const { kubeconfig, context } = config.kubernetes;
  if (kubeconfig === undefined) {
    const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } =
      process.env;
    return host ? [{ host, port: Number(port) || 443 }] : [];
  }
  const file = kubeconfigSchema.parse(parse(readFileSync(kubeconfig, 'utf8')));
  const chosen = context ?? file['current-context'];
  const cluster = file.contexts.find(({ name }) => name === chosen)?.context
    .cluster;
  return file.clusters
    .filter(({ name }) => name === cluster)
    .map(({ cluster: { server } }) => ownListener(server));
}
