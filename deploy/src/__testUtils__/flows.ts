import { z } from 'zod';
import type { KubernetesObject } from './render';
import type { Workload } from './workloads';

const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.literal('In'),
        values: z.array(z.string()),
      }),
    )
    .optional(),
});
type Selector = z.infer<typeof selectorSchema>;

const peerSchema = z.strictObject({
  namespaceSelector: selectorSchema.optional(),
  podSelector: selectorSchema.optional(),
  ipBlock: z
    .strictObject({ cidr: z.string(), except: z.array(z.string()).optional() })
    .optional(),
});
const portsSchema = z
  .array(
    z.strictObject({
      protocol: z.enum(['TCP', 'UDP']),
      port: z.number().optional(),
    }),
  )
  .min(1);

const policySchema = z.strictObject({
  podSelector: selectorSchema,
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])).min(1),
  ingress: z
    .array(
      z.strictObject({
        from: z.array(peerSchema).min(1).optional(),
        ports: portsSchema,
      }),
    )
    .optional(),
  egress: z
    .array(
      z.strictObject({ to: z.array(peerSchema).min(1), ports: portsSchema }),
    )
    .optional(),
});

/** What the network policies leave open for a pod. */
export interface Flows {
  /** Whether what is not listed is closed, each way. */
  closed: { ingress: boolean; egress: boolean };
  /** `peer port`, sorted. */
  ingress: string[];
  egress: string[];
}

/**
 * Reads the policies as the API describes them: whatever any policy that selects the pod allows is open, and a pod that
 * some policy selects is closed otherwise.
 *
 * @throws ZodError when a policy uses what this does not understand
 */
export function flowsOf(
  { labels, namespace }: Pick<Workload, 'labels' | 'namespace'>,
  objects: readonly KubernetesObject[],
): Flows {
  const policies = objects
    .filter(
      ({ kind, metadata }) =>
        kind === 'NetworkPolicy' && metadata.namespace === namespace,
    )
    .map(({ spec }) => policySchema.parse(spec))
    .filter(({ podSelector }) => selects(podSelector, labels));
  const rules = (type: 'Ingress' | 'Egress') =>
    policies.filter(({ policyTypes }) => policyTypes.includes(type));
  return {
    closed: {
      ingress: rules('Ingress').length > 0,
      egress: rules('Egress').length > 0,
    },
    ingress: rules('Ingress')
      .flatMap(({ ingress = [] }) => ingress)
      .flatMap(({ from, ports }) => texts(from, ports))
      .sort(),
    egress: rules('Egress')
      .flatMap(({ egress = [] }) => egress)
      .flatMap(({ to, ports }) => texts(to, ports))
      .sort(),
  };
}

function selects(selector: Selector, labels: Record<string, string>): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(
      ([key, value]) => labels[key] === value,
    ) &&
    (selector.matchExpressions ?? []).every(({ key, values }) =>
      values.includes(labels[key] ?? ''),
    )
  );
}

function texts(
  peers: z.infer<typeof peerSchema>[] | undefined,
  ports: z.infer<typeof portsSchema>,
): string[] {
  return (peers ?? [undefined]).flatMap(peer =>
    ports.map(({ protocol, port }) =>
      [
        peer ? peerText(peer) : 'anybody',
        protocol === 'TCP' ? port ?? 'any' : `${protocol}/${port ?? 'any'}`,
      ].join(' '),
    ),
  );
}

function peerText(peer: z.infer<typeof peerSchema>): string {
  const { ipBlock, namespaceSelector, podSelector } = peer;
  if (ipBlock) {
    return [ipBlock.cidr, ...(ipBlock.except ?? []).map(e => `!${e}`)].join(
      ' ',
    );
  }
  return [namespaceSelector, podSelector]
    .filter(selector => selector !== undefined)
    .map(selector =>
      Object.entries(selector.matchLabels ?? {})
        .map(([key, value]) =>
          key === 'kubernetes.io/metadata.name' ? value : `${key}=${value}`,
        )
        .join(','),
    )
    .join('/');
}
