import { z } from 'zod';
import type { KubernetesApi } from '../KubernetesApi';

/** One thing that a process has to be allowed to do. */
export interface NeededRight {
  verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'delete';
  /** `''` is the core group. */
  group: string;
  /** Plural, with the subresource: `clientcertificates/status`. */
  resource: string;
  /** Of the one object that is meant; absent: any. */
  name?: string;
}

const reviewSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Asks the API server, which every account may, what this one may not do.
 *
 * @returns `verb resource` or `verb resource name`
 */
export async function refusedRights(
  api: KubernetesApi,
  namespace: string,
  needed: readonly NeededRight[],
): Promise<string[]> {
  const allowed = await Promise.all(
    needed.map(right => isAllowed(api, namespace, right)),
  );
  return needed.filter((_, index) => !allowed[index]).map(rightText);
}

export function rightText({ verb, resource, name = '' }: NeededRight): string {
  return `${verb} ${resource} ${name}`.trim();
}

async function isAllowed(
  api: KubernetesApi,
  namespace: string,
  { verb, group, resource: given, name }: NeededRight,
): Promise<boolean> {
  const [resource, subresource] = given.split('/');
  const answer = await api.request({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: {
        resourceAttributes: {
          namespace,
          verb,
          group,
          resource,
          subresource,
          name,
        },
      },
    },
  });
  return reviewSchema.parse(answer).status.allowed;
}
