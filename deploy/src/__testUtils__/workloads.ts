import { z } from 'zod';
import { nameOf, type KubernetesObject } from './render';

const probe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: z.string() }),
});
const keyRef = z.looseObject({
  name: z.string(),
  key: z.string(),
  optional: z.boolean().optional(),
});
const amounts = z.looseObject({
  cpu: z.string(),
  memory: z.string(),
});

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  workingDir: z.string().optional(),
  args: z.array(z.string()).default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z.looseObject({ secretKeyRef: keyRef }).optional(),
      }),
    )
    .default([]),
  envFrom: z
    .array(z.looseObject({ configMapRef: z.looseObject({ name: z.string() }) }))
    .default([]),
  ports: z.array(
    z.looseObject({ name: z.string(), containerPort: z.number() }),
  ),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  lifecycle: z.unknown().optional(),
  resources: z
    .looseObject({ requests: amounts.optional(), limits: amounts.optional() })
    .optional(),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      privileged: z.boolean().optional(),
      capabilities: z
        .looseObject({
          drop: z.array(z.string()).optional(),
          add: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  volumeMounts: z.array(
    z.looseObject({
      name: z.string(),
      mountPath: z.string(),
      readOnly: z.boolean().optional(),
    }),
  ),
});
export type Container = z.infer<typeof containerSchema>;

const volumeSchema = z.looseObject({
  name: z.string(),
  emptyDir: z.looseObject({ sizeLimit: z.string() }).optional(),
  configMap: z
    .looseObject({ name: z.string(), optional: z.boolean().optional() })
    .optional(),
  secret: z
    .looseObject({
      secretName: z.string(),
      items: z
        .array(z.looseObject({ key: z.string(), path: z.string() }))
        .optional(),
    })
    .optional(),
  hostPath: z.unknown().optional(),
});
export type Volume = z.infer<typeof volumeSchema>;

const workloadSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().optional(),
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({
        serviceAccountName: z.string().optional(),
        automountServiceAccountToken: z.boolean().optional(),
        enableServiceLinks: z.boolean().optional(),
        terminationGracePeriodSeconds: z.number().optional(),
        topologySpreadConstraints: z.array(z.unknown()).optional(),
        hostNetwork: z.boolean().optional(),
        hostPID: z.boolean().optional(),
        securityContext: z
          .looseObject({
            runAsNonRoot: z.boolean().optional(),
            runAsUser: z.number().optional(),
            runAsGroup: z.number().optional(),
            seccompProfile: z.looseObject({ type: z.string() }).optional(),
          })
          .optional(),
        initContainers: z.array(containerSchema).default([]),
        containers: z.array(containerSchema),
        volumes: z.array(volumeSchema).default([]),
      }),
    }),
  }),
});

/** Kinds that make pods. */
const KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'Pod',
  'CronJob',
];

/** What a Deployment or StatefulSet runs. */
export interface Workload {
  /** `namespace/kind/name`. */
  id: string;
  name: string;
  namespace: string;
  replicas: number | undefined;
  labels: Record<string, string>;
  pod: z.infer<typeof workloadSchema>['spec']['template']['spec'];
  containers: Container[];
}

/** @throws ZodError for a workload of another shape than ours have */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects
    .filter(({ kind }) => KINDS.includes(kind))
    .map(object => {
      const { spec } = workloadSchema.parse(object);
      return {
        id: nameOf(object),
        name: object.metadata.name,
        namespace: object.metadata.namespace ?? '',
        replicas: spec.replicas,
        labels: spec.template.metadata.labels,
        pod: spec.template.spec,
        containers: [
          ...spec.template.spec.initContainers,
          ...spec.template.spec.containers,
        ],
      };
    });
}
