import { z } from 'zod';
import { numberValue } from './configValues';

const dnsLabel = z.string().regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/, {
  error:
    'must be a name of 1 to 63 lower-case letters, digits and dashes, beginning with a letter',
});

const labelValue = z
  .string()
  .regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, {
    error: 'must be the value of a Kubernetes label',
  });

/** `remoteEnv.servicePerApi` as it stands in `app-config.yaml`. */
export const servicePerApiSchema = z
  .strictObject({
    type: z.enum(['externalName', 'clusterIP', 'none']).optional(),
    gateway: z
      .strictObject({
        service: dnsLabel.default('remote-env-apiproxy'),
        namespace: dnsLabel.optional(),
        selector: z
          .record(z.string().min(1), labelValue)
          .refine(labels => Object.keys(labels).length > 0, {
            error: 'must name one label at least',
          })
          .default({ 'remote-env.dev/apiproxy': 'true' }),
        targetPort: numberValue(1, 65535).optional(),
      })
      .prefault({}),
    clusterDomain: z
      .string()
      .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, {
        error: 'must be a domain such as cluster.local',
      })
      .default('cluster.local'),
  })
  .prefault({});

type ServicePerApiInput = z.output<typeof servicePerApiSchema>;

/** Which Kubernetes Service each registered API gets (application-connector reference 4.1, 4.2). */
export type ServicePerApi =
  | { type: 'none' }
  /** An alias of the gateway's own Service. Costs no address. */
  | { type: 'externalName'; externalName: string }
  /** An address of its own, in front of the gateway's pods. */
  | {
      type: 'clusterIP';
      /** Labels of the gateway's pods. */
      selector: Record<string, string>;
      /** Where they listen. */
      targetPort: number;
    };

/** The same, with what the names of those Services end in. */
export type ServicePerApiConfig = ServicePerApi & {
  /** `{system namespace}.svc.{cluster domain}`. */
  hostSuffix: string;
};

/** What the rest of the configuration says about it. */
export interface ServicePerApiSurroundings {
  storeType: 'database' | 'kubernetes';
  /** The system namespace. */
  namespace: string;
  /** Of the API proxy's listener. */
  port: number;
}

export function servicePerApiOf(
  { type, gateway, clusterDomain }: ServicePerApiInput,
  { storeType, namespace, port }: ServicePerApiSurroundings,
): ServicePerApiConfig {
  const hostSuffix = `${namespace}.svc.${clusterDomain}`;
  switch (type ?? (storeType === 'kubernetes' ? 'externalName' : 'none')) {
    case 'externalName':
      return {
        type: 'externalName',
        externalName: `${gateway.service}.${
          gateway.namespace ?? namespace
        }.svc.${clusterDomain}`,
        hostSuffix,
      };
    case 'clusterIP':
      return {
        type: 'clusterIP',
        selector: gateway.selector,
        targetPort: gateway.targetPort ?? port,
        hostSuffix,
      };
    default:
      return { type: 'none', hostSuffix };
  }
}

/** What only shows once everything is put together. */
export function* servicePerApiProblems(
  { type, gateway }: ServicePerApiInput,
  { storeType, namespace }: ServicePerApiSurroundings,
): Generator<string> {
  if (storeType === 'database' && type !== undefined && type !== 'none') {
    yield `remoteEnv.servicePerApi.type must be none with remoteEnv.resourceStore.type database: there is no cluster that could have Services`;
  }
  if (
    type === 'clusterIP' &&
    gateway.namespace !== undefined &&
    gateway.namespace !== namespace
  ) {
    yield `remoteEnv.servicePerApi.gateway.namespace must be ${namespace} with clusterIP: a Service selects pods of its own namespace`;
  }
}
