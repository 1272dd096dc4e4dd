import type { ResourceStoreConfig } from '../config/resourceStoreConfig';
import type { NeededRight } from '../kubernetes/engineCheck/refusedRights';
import { exportsOf } from '../services/exportsOf';
import { findings, type EngineFinding } from './findings';

/**
 * Whether the API server answers, has our definitions and gives the rights that this process needs; nothing where
 * resources lie elsewhere.
 *
 * @param rights - what the process does, and in which namespace
 */
export async function kubernetesFindings(
  resourceStore: ResourceStoreConfig,
  rights: { namespace: string; needed: readonly NeededRight[] },
  timeoutMs: number,
): Promise<EngineFinding[]> {
  if (resourceStore.type !== 'kubernetes') {
    return [];
  }
  return findings('Kubernetes', timeoutMs, async () => {
    const { checkKubernetes } = exportsOf(await import('../kubernetes'));
    return checkKubernetes({
      connection: resourceStore.kubernetes,
      rights,
      timeoutMs,
    });
  });
}
