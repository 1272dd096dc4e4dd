import {
  ApiextensionsV1Api,
  CoreV1Api,
  type V1JSONSchemaProps,
} from '@kubernetes/client-node';
import { until } from '../../testing/conditions';
import {
  AUTHORITY,
  installAccounts,
  SYSTEM,
} from '../../testing/engines/kubernetesAccounts';
import { installDefinitions } from '../../testing/engines/kubernetesHarness';
import { TestKubernetes } from '../../testing/engines/startKubernetes';
import { checkKubernetes } from './checkKubernetes';
import type { NeededRight } from './refusedRights';

jest.setTimeout(150_000);

/** An API server takes its time to publish a definition that was changed. */
const PUBLISHED_MS = 45_000;

const SERVICES = 'remoteservices.remote-env.dev';
const READS_ENVIRONMENTS: NeededRight = {
  verb: 'list',
  group: 'remote-env.dev',
  resource: 'remoteenvironments',
};

describe('checkKubernetes', () => {
  let kubernetes: TestKubernetes;
  /** Of an account with no right but those of everybody. */
  let nobody: string;

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    const core = kubernetes.admin().makeApiClient(CoreV1Api);
    await core.createNamespace({ body: { metadata: { name: 'strangers' } } });
    await core.createNamespacedServiceAccount({
      namespace: 'strangers',
      body: { metadata: { name: 'nobody' } },
    });
    nobody = await kubernetes.kubeconfigFor('strangers', 'nobody');
  });
  afterAll(() => kubernetes?.stop());

  const check = (kubeconfig: string, ...needed: NeededRight[]) =>
    checkKubernetes({
      connection: { kubeconfig },
      rights: { namespace: SYSTEM, needed },
      timeoutMs: 10_000,
    });
  const outcome = (kubeconfig: string, ...needed: NeededRight[]) =>
    check(kubeconfig, ...needed).catch(error => String(error));

  /** Changes the schema of services' specs as it is served. */
  async function changeSpec(
    change: (properties: Record<string, V1JSONSchemaProps>) => void,
  ) {
    const api = kubernetes.admin().makeApiClient(ApiextensionsV1Api);
    const body = await api.readCustomResourceDefinition({ name: SERVICES });
    const spec =
      body.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec;
    change(spec?.properties ?? {});
    await api.replaceCustomResourceDefinition({ name: SERVICES, body });
  }

  it('tells of definitions that are missing, older, and as new or newer', async () => {
    expect(await outcome(nobody)).toMatch(
      /^EngineProblem: definitions are not installed for RemoteEnvironment, .*: kubectl apply -k deploy\/base\/crds$/,
    );
    await installDefinitions(kubernetes);
    await until(
      'they are published',
      async () => (await outcome(nobody)).startsWith('answers'),
      PUBLISHED_MS,
    );

    let host: V1JSONSchemaProps | undefined;
    await changeSpec(properties => {
      host = properties.hostName;
      delete properties.hostName;
      const phase = properties.phase!;
      phase._enum = phase._enum?.filter(value => value !== 'Deleting');
    });
    await until(
      'the change is published',
      async () =>
        /^EngineProblem: definitions are older than this version: RemoteService \(.*\): kubectl apply/.test(
          await outcome(nobody),
        ),
      PUBLISHED_MS,
    );
    const older = await outcome(nobody);
    expect(older).toContain('spec.hostName');
    expect(older).toContain("spec.phase: 'Deleting'");

    await changeSpec(properties => {
      properties.hostName = host!;
      properties.ofTheNextVersion = { type: 'string' };
      properties.phase?._enum?.push('Deleting', 'OfTheNextVersion');
    });
    await until(
      'later ones are as good',
      async () => (await outcome(nobody)).startsWith('answers'),
      PUBLISHED_MS,
    );
  });

  it('tells which rights are missing, and asks for none itself', async () => {
    await installAccounts(kubernetes, 'shop-dev');
    expect(
      await outcome(nobody, READS_ENVIRONMENTS, {
        verb: 'get',
        group: '',
        resource: 'secrets',
        name: 'edge-tls',
      }),
    ).toMatch(
      /in remote-env-system this account may not list remoteenvironments, get secrets edge-tls: /,
    );
    const edge = await kubernetes.kubeconfigFor(SYSTEM, 'remote-env-edge');
    const patch: NeededRight = {
      verb: 'patch',
      group: 'remote-env.dev',
      resource: 'clientcertificates/status',
    };
    expect(await outcome(edge, READS_ENVIRONMENTS, patch)).toMatch(/^answers/);
    const portal = await kubernetes.kubeconfigFor(
      AUTHORITY,
      'remote-env-portal',
    );
    expect(await outcome(portal, READS_ENVIRONMENTS)).toMatch(/^answers/);
  });

  it('tells apart a server that is away', async () => {
    await kubernetes.killApiServer();
    await expect(
      checkKubernetes({ connection: { kubeconfig: nobody }, timeoutMs: 2000 }),
    ).rejects.toMatchObject({
      name: 'StoreUnavailableError',
      message: expect.stringContaining('the API server cannot be reached'),
    });
  });
});
