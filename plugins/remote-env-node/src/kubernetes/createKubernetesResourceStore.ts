import type { LoggerService } from '@backstage/backend-plugin-api';
import type { KubernetesConnection } from '../config';
import type { ResourceStore } from '../ports';
import { loadKubeConfig } from './connect';
import { KubernetesApi } from './KubernetesApi';
import { KubernetesResourceStore } from './KubernetesResourceStore';
import { MAX_STREAM_SECONDS } from './WatchStream';

export interface KubernetesResourceStoreOptions {
  connection: KubernetesConnection;
  tuning?: {
    /** Requests under way at once, watches apart. Default 64. */
    concurrency?: number;
    /** Milliseconds until an answer must be there. Default 30000. */
    requestTimeoutMs?: number;
    /** How long a stream of a watch lasts before it is opened again, which shows that the server is there. Default and maximum 25. */
    watchStreamSeconds?: number;
  };
  logger?: LoggerService;
}

/**
 * A resource store on a Kubernetes API server, which must serve the CustomResourceDefinitions of `deploy/base/crds`
 * (docs/decisions/0002-resource-store-semantics.md). Connects with its first use.
 *
 * @throws Error in one line when the connection cannot be made out from what is configured
 */
export function createKubernetesResourceStore({
  connection,
  tuning = {},
  logger,
}: KubernetesResourceStoreOptions): ResourceStore {
  const config = loadKubeConfig(connection);
  return KubernetesResourceStore.create({
    config,
    api: KubernetesApi.create({
      config,
      concurrency: tuning.concurrency,
      timeoutMs: tuning.requestTimeoutMs,
    }),
    watchStreamSeconds: tuning.watchStreamSeconds ?? MAX_STREAM_SECONDS,
    logger,
  });
}
