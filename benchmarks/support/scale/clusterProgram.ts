/**
 * The engines of a benchmark, a Kubernetes API server and PostgreSQL, and what is done to it past our own processes. Takes one JSON command a line on
 * standard input, answers each with one JSON line, and ends with its input.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { CoreV1Api, CustomObjectsApi } from '@kubernetes/client-node';
import {
  API_VERSION,
  ENVIRONMENT_LABEL,
  RemoteServiceKind,
  SecretKind,
  SERVICE_ANNOTATION,
  SERVICE_LABEL,
  serviceObjectName,
  type NewResource,
  type RemoteService,
  type Secret,
} from '@remote-env/plugin-remote-env-common';
import { createKubernetesResourceStore } from '@remote-env/plugin-remote-env-node/kubernetes';
import {
  installDefinitions,
  SYSTEM,
  AUTHORITY,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { startPostgres } from '@remote-env/plugin-remote-env-node/testing';
import { z } from 'zod';

/** Requests at once while filling. */
const WIDTH = 32;

const commandSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('fill'),
    environment: z.object({ name: z.string(), uid: z.string() }),
    count: z.number().int(),
  }),
  z.object({ do: z.literal('peer'), count: z.number().int() }),
  z.object({ do: z.literal('unsettled') }),
]);
type Command = z.infer<typeof commandSchema>;
type EnvironmentOfServices = { name: string; uid: string };

/** As the registry writes them: same fields, same size. */
function serviceOf(
  environment: EnvironmentOfServices,
): NewResource<RemoteService> {
  const id = randomUUID();
  const sha256 = createHash('sha256').update(id).digest('hex');
  return {
    apiVersion: API_VERSION,
    kind: 'RemoteService',
    metadata: {
      namespace: SYSTEM,
      name: id,
      labels: {
        [ENVIRONMENT_LABEL]: environment.name,
        [SERVICE_LABEL]: id,
        'remote-env.dev/service-name': `filled-${id.slice(0, 8)}`,
        [`document.remote-env.dev/${sha256.slice(0, 63)}`]: 'true',
      },
      ownerReferences: [
        {
          apiVersion: API_VERSION,
          kind: 'RemoteEnvironment',
          name: environment.name,
          uid: environment.uid,
          controller: true,
        },
      ],
    },
    spec: {
      environment,
      id,
      name: `filled-${id.slice(0, 8)}`,
      provider: 'Benchmark',
      displayName: `Filled ${id.slice(0, 8)}`,
      description: 'One of many services',
      labels: { 'connected-app': environment.name },
      api: {
        targetUrl: `http://localhost:9/${id}`,
        authentication: {
          type: 'basic',
          secretName: serviceObjectName(environment.name, id),
        },
      },
      documents: {
        apiSpec: {
          key: `sha256/${sha256}`,
          sha256,
          size: 2048,
          contentType: 'application/json',
          format: 'openapi-3.0',
        },
      },
      hostName: `${serviceObjectName(
        environment.name,
        id,
      )}.${SYSTEM}.svc.cluster.local`,
      phase: 'Ready',
    },
  };
}

function secretOf(
  { metadata, spec }: NewResource<RemoteService>,
  uid: string | undefined,
): NewResource<Secret> {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      namespace: SYSTEM,
      name: serviceObjectName(spec.environment.name, spec.id),
      labels: {
        'app.kubernetes.io/managed-by': 'remote-env-registry',
        [ENVIRONMENT_LABEL]: spec.environment.name,
        [SERVICE_LABEL]: spec.id,
      },
      annotations: { [SERVICE_ANNOTATION]: spec.id },
      ...(uid !== undefined && {
        ownerReferences: [
          {
            apiVersion: API_VERSION,
            kind: 'RemoteService',
            name: metadata.name,
            uid,
            controller: true,
          },
        ],
      }),
    },
    type: 'Opaque',
    data: {
      username: Buffer.from('user').toString('base64'),
      password: Buffer.from('password').toString('base64'),
    },
  };
}

async function fill(
  kubernetes: TestKubernetes,
  environment: EnvironmentOfServices,
  count: number,
): Promise<void> {
  const store = createKubernetesResourceStore({
    connection: { kubeconfig: kubernetes.adminKubeconfig },
  });
  let left = count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const service = serviceOf(environment);
      const { metadata } = await store.create(RemoteServiceKind, service);
      await store.create(SecretKind, secretOf(service, metadata.uid));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, work));
  await store.close();
}

/**
 * One custom resource and one Secret by client-node as it comes, one after the other.
 *
 * @returns milliseconds of each pair
 */
async function peer(
  kubernetes: TestKubernetes,
  count: number,
): Promise<number[]> {
  const config = kubernetes.admin();
  const custom = config.makeApiClient(CustomObjectsApi);
  const core = config.makeApiClient(CoreV1Api);
  const nobody = { name: 'peer', uid: randomUUID() };
  const times: number[] = [];
  const namespace = 'peer';
  for (let i = 0; i < count; i++) {
    const service = serviceOf(nobody);
    const body = {
      ...service,
      metadata: {
        ...service.metadata,
        namespace,
        ownerReferences: undefined,
      },
    };
    const started = performance.now();
    await custom.createNamespacedCustomObject({
      group: 'remote-env.dev',
      version: 'v1alpha1',
      namespace,
      plural: RemoteServiceKind.plural,
      body,
    });
    const secret = secretOf(service, undefined);
    await core.createNamespacedSecret({
      namespace,
      body: { ...secret, metadata: { ...secret.metadata, namespace } },
    });
    times.push(performance.now() - started);
  }
  return times;
}

/** @returns how many services the portal has not judged yet */
async function unsettled(kubernetes: TestKubernetes): Promise<number> {
  const store = createKubernetesResourceStore({
    connection: { kubeconfig: kubernetes.adminKubeconfig },
  });
  const { items } = await store.list(RemoteServiceKind, { namespace: SYSTEM });
  await store.close();
  return items.filter(({ status }) => !status?.conditions).length;
}

async function obey(
  kubernetes: TestKubernetes,
  command: Command,
): Promise<object> {
  switch (command.do) {
    case 'fill':
      await fill(kubernetes, command.environment, command.count);
      return {};
    case 'peer':
      return { times: await peer(kubernetes, command.count) };
    case 'unsettled':
      return { count: await unsettled(kubernetes) };
    default:
      throw new Error('There is no such command.');
  }
}

async function main(): Promise<void> {
  const postgres = await startPostgres();
  const kubernetes = await TestKubernetes.start();
  try {
    await installDefinitions(kubernetes);
    const core = kubernetes.admin().makeApiClient(CoreV1Api);
    for (const name of [AUTHORITY, SYSTEM, 'peer', 'benchmark']) {
      await core.createNamespace({ body: { metadata: { name } } });
    }
    const answer = (value: object) =>
      process.stdout.write(`${JSON.stringify(value)}\n`);
    answer({
      kubeconfig: kubernetes.adminKubeconfig,
      postgres: postgres.connectionString,
    });
    for await (const line of createInterface({ input: process.stdin })) {
      answer(await obey(kubernetes, commandSchema.parse(JSON.parse(line))));
    }
  } finally {
    await kubernetes.stop();
    await postgres.stop();
  }
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
