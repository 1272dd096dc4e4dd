import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import {
  createServiceFactory,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import {
  objectEventsServiceRef,
  resourceStoreServiceRef,
} from '@remote-env/plugin-remote-env-node';
import {
  createKubernetesObjectEvents,
  createKubernetesResourceStore,
} from '@remote-env/plugin-remote-env-node/kubernetes';
import {
  AUTHORITY,
  installAccounts,
  installDefinitions,
  SYSTEM,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { z } from 'zod';
import { kubectlFor } from './__testUtils__/kubectlFor';
import { startTestPortal } from './__testUtils__/testPortal';
import { eventually } from './__testUtils__/testStore';

jest.setTimeout(120_000);

const EXAMPLES = resolvePackagePath(
  '@remote-env/plugin-remote-env-backend',
  '../../examples/gitops',
);
const ID = '6b1f0f7c-2d0e-4a53-9a38-51c2a7d1e0b4';
const SERVICE = `re-web-shop-${ID}`;
const WAIT_MS = 20_000;

type Portal = Awaited<ReturnType<typeof startTestPortal>>;
type Role = 'admin' | 'describer' | 'approver';

/** People with kubectl, and two replicas of the portal as the account of `deploy/base/rbac`. The steps build on one another. */
describe('remote environments by kubectl', () => {
  let kubernetes: TestKubernetes;
  const portals: Portal[] = [];
  const kubeconfigs: Record<Role, string> = {
    admin: '',
    describer: '',
    approver: '',
  };
  const { kubectl, apply, read, condition, events } = kubectlFor(kubeconfigs);

  const example = (name: string) =>
    readFile(path.join(EXAMPLES, `${name}.yaml`), 'utf8');
  const becomes = (look: () => Promise<string>, wanted: RegExp | string) =>
    eventually(async () => expect(await look()).toMatch(wanted), WAIT_MS);

  const startPortal = async () => {
    const kubeconfig = await kubernetes.kubeconfigFor(
      AUTHORITY,
      'remote-env-portal',
    );
    const store = createKubernetesResourceStore({ connection: { kubeconfig } });
    const objectEvents = createKubernetesObjectEvents({ kubeconfig });
    const portal = await startTestPortal({
      remoteEnv: {
        resourceStore: { type: 'kubernetes', kubernetes: { kubeconfig } },
        approvals: { twoAdmins: [{ stage: 'production' }] },
      },
      features: [
        createServiceFactory({
          service: resourceStoreServiceRef,
          deps: {},
          factory: () => store,
        }),
        createServiceFactory({
          service: objectEventsServiceRef,
          deps: {},
          factory: () => objectEvents,
        }),
      ],
    });
    portals.push({
      ...portal,
      stop: async () => {
        await portal.stop();
        await store.close();
        await objectEvents.close();
      },
    });
  };

  /** An account of its own with one of the roles of the examples. */
  const account = async (name: string, role: string) => {
    await kubectl('admin', ['create', 'serviceaccount', name]);
    await kubectl('admin', [
      'create',
      'rolebinding',
      name,
      `--role=${role}`,
      `--serviceaccount=${SYSTEM}:${name}`,
    ]);
    return kubernetes.kubeconfigFor(SYSTEM, name);
  };

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    await installAccounts(kubernetes, 'shop-dev');
    await kubernetes.startControllers();
    kubeconfigs.admin = kubernetes.adminKubeconfig;
    await apply('admin', await example('roles'));
    kubeconfigs.describer = await account('describer', 'remote-env-describe');
    kubeconfigs.approver = await account('approver', 'remote-env-approve');
    await Promise.all([startPortal(), startPortal()]);
  });

  afterAll(async () => {
    await Promise.all(portals.map(portal => portal.stop()));
    await kubernetes?.stop();
  });

  it('keeps an environment pending until somebody approves it who may', async () => {
    await eventually(
      async () => apply('describer', await example('environment')),
      WAIT_MS,
    );
    await becomes(
      () => condition('re web-shop', 'Approved'),
      /^Unknown Pending waits for a ConnectionApproval/,
    );
    await becomes(() => condition('re web-shop', 'Valid'), /^True/);
    await becomes(
      () => read('re web-shop', '{.metadata.finalizers}'),
      'remote-env.dev/cleanup',
    );

    const approval = await example('approval');
    await expect(apply('describer', approval)).rejects.toThrow('forbidden');
    await apply('approver', approval);
    await becomes(
      () => condition('re web-shop', 'Approved'),
      /^Unknown Pending the ConnectionApproval 'web-shop' does not count/,
    );
    const uid = await read('re web-shop', '{.metadata.uid}');
    await apply('approver', approval.replace('UID-OF-THE-ENVIRONMENT', uid));
    await becomes(
      () => condition('re web-shop', 'Approved'),
      'True Approved approved by user:default/ann',
    );
    await becomes(
      () => read('rappr web-shop', '{.metadata.ownerReferences[0].uid}'),
      uid,
    );
    const shown = await portals[0]!.developer(
      'get',
      '/v1/environments/web-shop',
    );
    expect(shown.body).toMatchObject({
      state: 'approved',
      decisions: [{ verdict: 'approved', by: 'user:default/ann', given: 1 }],
    });
  });

  it('cuts off what becomes production with one approval, until there is another', async () => {
    const label = (value: string) =>
      kubectl('describer', [
        ...['patch', 're', 'web-shop', '--type=merge', '-p'],
        JSON.stringify({ spec: { labels: { stage: value } } }),
      ]);
    await label('production');
    await becomes(
      () => condition('re web-shop', 'Approved'),
      /^False Suspended .*2 people have to approve, and 1 did/,
    );
    const resumed = await portals[1]!
      .otherAdmin('put', '/v1/environments/web-shop/decision')
      .send({ verdict: 'approved' });
    expect(resumed.body).toMatchObject({ state: 'approved' });
    await becomes(
      () => read('re web-shop', '{.status.decisions[*].verdict}'),
      /^approved suspended approved$/,
    );
    await label('test');
  });

  it('names the field of an environment that is wrong', async () => {
    await apply(
      'describer',
      (await example('environment'))
        .replace('name: web-shop', 'name: events')
        .replace('group:default/shop-team', 'shop-team'),
    );
    await becomes(
      () => condition('re events', 'Valid'),
      /^False Invalid metadata\.name: .*reserved.*; spec\.owner: must be/,
    );
    expect(await kubectl('admin', ['get', 're'])).toMatch(/events .*Pending/);
    await kubectl('describer', ['delete', 're', 'events', '--wait=false']);
  });

  it('names the field of a service that is wrong, then registers it', async () => {
    const manifest = await example('service');
    await apply(
      'describer',
      manifest.replace('https://orders.acme.test/api', 'orders.acme.test'),
    );
    await becomes(
      () => condition(`rsvc ${ID}`, 'Valid'),
      /^False Invalid spec\.api\.targetUrl: .*absolute http or https URL/,
    );
    await becomes(() => events(`rsvc ${ID}`), /Warning +Invalid .*targetUrl/);
    expect(await kubectl('admin', ['get', 'rsvc'])).toMatch(
      /web-shop +Orders +False +Invalid/,
    );

    await apply('describer', manifest);
    await becomes(
      () => condition(`rsvc ${ID}`, 'CredentialsReady'),
      /^False CredentialsMissing spec\.api\.authentication\.secretName: /,
    );
    const credentials = await example('credentials');
    await kubectl(
      'describer',
      ['create', '-f', '-'],
      credentials.replace(ID, 'another-service'),
    );
    await becomes(
      () => condition(`rsvc ${ID}`, 'CredentialsReady'),
      /^False CredentialsNotForThisService/,
    );
    await apply('admin', credentials);
    await becomes(() => condition(`rsvc ${ID}`, 'Ready'), 'True Registered');
    expect(await read(`rsvc ${ID}`, '{.spec.hostName}')).toBe(
      `${SERVICE}.${SYSTEM}.svc.cluster.local`,
    );
    expect(await read(`service ${SERVICE}`, '{.spec.externalName}')).toBe(
      `remote-env-apiproxy.${SYSTEM}.svc.cluster.local`,
    );
    await eventually(async () => {
      const shown = await portals[1]!.developer(
        'get',
        `/v1/environments/web-shop/services/${ID}`,
      );
      expect(shown.body).toMatchObject({ displayName: 'Orders' });
    }, WAIT_MS);
    // A second time it changes nothing, as GitOps tools expect.
    expect(await apply('describer', manifest)).toMatch(/unchanged/);
  });

  it('brings a deleted Service back, once', async () => {
    await kubectl('admin', ['delete', 'service', SERVICE]);
    await becomes(
      () => read(`service ${SERVICE} --ignore-not-found`, '{.spec.type}'),
      'ExternalName',
    );
    await becomes(
      () => events(`rsvc ${ID}`),
      /Normal +Restored +\S+ +remote-env\.dev\/portal\S* +the Service '\S+' was missing, and is there again/,
    );
    await becomes(() => events(`service ${SERVICE}`), /Normal +Restored/);

    await kubectl('admin', ['delete', 'service', SERVICE]);
    // The same again is counted, not told twice; of two portals one tells.
    await becomes(() => events(`rsvc ${ID}`), /Restored +\S+ \(x2 over /);
    expect((await events(`rsvc ${ID}`)).match(/was missing/g)).toHaveLength(1);
  });

  it('undoes changes of what is ours, and of nothing else', async () => {
    await kubectl('admin', [
      'patch',
      'service',
      SERVICE,
      '--type=merge',
      '--patch',
      '{"metadata":{"labels":{"team":"shop","remote-env.dev/environment":"other"}},"spec":{"externalName":"elsewhere.test","sessionAffinity":"None"}}',
    ]);
    await becomes(
      () => read(`service ${SERVICE}`, '{.spec.externalName}'),
      'remote-env-apiproxy',
    );
    const labels = JSON.parse(
      await read(`service ${SERVICE}`, '{.metadata.labels}'),
    );
    expect(labels).toMatchObject({
      team: 'shop',
      'remote-env.dev/environment': 'web-shop',
    });
    await becomes(
      () => events(`service ${SERVICE}`),
      /Restored .*was set back: .*spec\.externalName/,
    );

    await kubectl('admin', [
      'patch',
      'rsvc',
      ID,
      '--type=merge',
      '--patch',
      '{"spec":{"hostName":"elsewhere.test"}}',
    ]);
    await becomes(() => read(`rsvc ${ID}`, '{.spec.hostName}'), SERVICE);
    await becomes(
      () => events(`rsvc ${ID}`),
      /Restored .*set back, since the portal keeps them: .*spec\.hostName/,
    );

    await kubectl('admin', [
      'delete',
      'secret',
      'client-ca-bundle',
      'edge-tls',
    ]);
    await becomes(
      () => kubectl('admin', ['get', 'secrets', '-o', 'name']),
      /secret\/client-ca-bundle\n(.*\n)*secret\/edge-tls/,
    );
  });

  it('fetches the document of a service, and derives from it what it does for others', async () => {
    const served = createServer((request, response) => {
      const paths = request.url === '/first.json' ? ['/a', '/b'] : ['/a'];
      const get = {
        summary: 'Look',
        responses: { 200: { description: 'ok' } },
      };
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          openapi: '3.1.0',
          info: { title: 'Stock', version: '1' },
          paths: Object.fromEntries(paths.map(each => [each, { get }])),
        }),
      );
    }).listen(0, '127.0.0.1');
    await once(served, 'listening');
    const { port } = z.object({ port: z.number() }).parse(served.address());
    const id = 'd4c3f0aa-5a6e-4a51-8a0e-0b6c0d0f7f11';
    const manifest = (document: string) =>
      JSON.stringify({
        apiVersion: 'remote-env.dev/v1alpha1',
        kind: 'RemoteService',
        metadata: { name: id, namespace: SYSTEM },
        spec: {
          environment: { name: 'web-shop' },
          provider: 'Acme',
          displayName: 'Stock',
          description: 'What is in the warehouse',
          api: {
            targetUrl: 'https://stock.acme.test',
            specificationUrl: `http://127.0.0.1:${port}/${document}.json`,
            authentication: { type: 'none' },
          },
        },
      });
    const url = `/v1/environments/web-shop/services/${id}`;
    const shows = (route: string, wanted: object) =>
      eventually(async () => {
        const { body } = await portals[1]!.developer('get', `${url}${route}`);
        expect(body).toMatchObject(wanted);
      }, 2 * WAIT_MS);
    try {
      await apply('describer', manifest('first'));
      await becomes(() => condition(`rsvc ${id}`, 'Ready'), 'True Registered');
      await shows('/documents/apiSpec/outline', {
        state: 'ready',
        entries: [{ name: '/a' }, { name: '/b' }],
      });
      await shows('/documents/apiSpec/quality', { state: 'ready' });

      await apply('describer', manifest('second'));
      await shows('/versions', {
        items: [
          { number: 2, comparison: { state: 'ready', breaking: 1 } },
          { number: 1 },
        ],
      });
      await kubectl('describer', ['delete', 'rsvc', id]);
    } finally {
      served.close();
    }
  });

  it('says that credentials are gone, and keeps the Secret of others', async () => {
    await kubectl('admin', ['delete', 'secret', 'web-shop-orders']);
    await becomes(
      () => condition(`rsvc ${ID}`, 'Ready'),
      /^False CredentialsMissing/,
    );
    await becomes(() => events(`rsvc ${ID}`), /Warning +CredentialsMissing/);
    await apply('admin', await example('credentials'));
    await becomes(() => condition(`rsvc ${ID}`, 'Ready'), /^True/);

    await kubectl('admin', ['delete', 're', 'web-shop', '--timeout=30s']);
    await becomes(
      () => kubectl('admin', ['get', 'services,rsvc,rappr', '-o', 'name']),
      /^$/,
    );
    expect(await kubectl('admin', ['get', 'secrets', '-o', 'name'])).toContain(
      'secret/web-shop-orders',
    );
  });
});
