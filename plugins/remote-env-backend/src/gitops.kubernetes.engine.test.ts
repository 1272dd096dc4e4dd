import { SYSTEM } from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { serveStock } from './__testUtils__/serveStock';
import { eventually } from './__testUtils__/testStore';
import { useGitops, WAIT_MS } from './__testUtils__/useGitops';

jest.setTimeout(120_000);

const ID = '6b1f0f7c-2d0e-4a53-9a38-51c2a7d1e0b4';
const SERVICE = `re-web-shop-${ID}`;

/** The steps build on one another. */
describe('remote environments by kubectl', () => {
  const { portals, kubectl, apply, read, condition, events, example, becomes } =
    useGitops();

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
    const served = await serveStock();
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
            specificationUrl: `${served.url}/${document}.json`,
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
      await served.close();
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
