import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import {
  installDefinitions,
  TestKubernetes,
} from '@remote-env/plugin-remote-env-node/testing-kubernetes';
import { z } from 'zod';
import {
  schemaProblems,
  unknownFields,
} from './__testUtils__/publishedSchemas';
import {
  findKubectl,
  nameOf,
  readObjects,
  render,
  type KubernetesObject,
} from './__testUtils__/render';

const SETS: [string, () => Promise<KubernetesObject[]>][] = [
  ['overlays/embedded', () => render('overlays/embedded')],
  ['overlays/cluster', () => render('overlays/cluster')],
  ['examples/site', () => render('examples/site')],
  [
    'alternatives/edge-behind-ingress',
    () => render('alternatives/edge-behind-ingress'),
  ],
  [
    'alternatives',
    async () => [
      ...(await readObjects('alternatives/edge-loadbalancer.yaml')),
      ...(await readObjects('alternatives/edge-tlsroute.yaml')),
    ],
  ],
];

/** Kinds that an API server may be too old for, or that others bring. */
const MAY_BE_UNKNOWN = [
  'HorizontalPodAutoscaler',
  'PodDisruptionBudget',
  'TLSRoute',
  'PrometheusRule',
];

const resourceListSchema = z.looseObject({
  resources: z.array(z.looseObject({ kind: z.string() })).default([]),
});

jest.setTimeout(120_000);

describe.each(SETS)('the manifests of %s', (_name, objects) => {
  it('fit the published schemas of their versions', async () => {
    expect(await schemaProblems(await objects())).toEqual([]);
  });

  it('have no field that the API does not know', async () => {
    expect(unknownFields(await objects())).toEqual([]);
  });

  it('name no object twice', async () => {
    const names = (await objects()).map(nameOf);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('the schemas', () => {
  const policy = (spec: object): KubernetesObject => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'wrong' },
    spec,
  });

  it('refuse a wrong type', async () => {
    expect(await schemaProblems([policy({ podSelector: 'all' })])).toEqual([
      expect.stringContaining('spec/podSelector must be object'),
    ]);
  });

  it('refuse a field that is not there', () => {
    expect(
      unknownFields([policy({ podSelector: {}, ingress: [{ form: [] }] })]),
    ).toEqual([expect.stringMatching(/form.*does not exist/)]);
  });
});

describe('an API server', () => {
  let kubernetes: TestKubernetes;

  beforeAll(async () => {
    kubernetes = await TestKubernetes.start();
    await installDefinitions(kubernetes);
    for (const name of ['remote-env-system', 'remote-env-authority']) {
      await kubernetes.create(
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        }),
      );
    }
  }, 60_000);

  afterAll(async () => {
    await kubernetes?.stop();
  });

  async function isServed({ apiVersion, kind }: KubernetesObject) {
    const root = apiVersion.includes('/') ? '/apis' : '/api';
    const answer = await kubernetes.read(
      `${root}/${apiVersion}`,
      'application/json',
    );
    // A group that is unknown is answered in plain text.
    return answer.startsWith('{') && hasKind(answer, kind);
  }

  /** @returns what kubectl wrote */
  async function dryRun(objects: readonly KubernetesObject[]) {
    const kubectl = spawn(
      findKubectl(),
      [
        `--kubeconfig=${kubernetes.adminKubeconfig}`,
        'apply',
        '--dry-run=server',
        '--validate=true',
        '--filename=-',
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    kubectl.stdin.end(
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    );
    const [output, errors, [code]] = await Promise.all([
      text(kubectl.stdout),
      text(kubectl.stderr),
      once(kubectl, 'exit'),
    ]);
    return { code, output, errors };
  }

  it.each(SETS)('accepts every object of %s', async (_name, objects) => {
    const all = await objects();
    const served = await Promise.all(all.map(isServed));
    const known = all.filter((_object, index) => served[index]);
    const unknown = all.filter((_object, index) => !served[index]);
    expect(
      unknown.filter(({ kind }) => !MAY_BE_UNKNOWN.includes(kind)).map(nameOf),
    ).toEqual([]);

    const { code, output, errors } = await dryRun(known);
    expect({ code, errors: withoutHints(errors) }).toEqual({
      code: 0,
      errors: '',
    });
    const accepted = output.trim().split('\n');
    expect(accepted).toHaveLength(known.length);
    expect(accepted.filter(line => !line.endsWith('(server dry run)'))).toEqual(
      [],
    );
  });

  it('refuses what is wrong, by the same command', async () => {
    const [service] = await readObjects('base/entrances/services.yaml');
    const spec = { ports: [{ name: 'https', port: 99_999 }] };
    const { code, errors } = await dryRun(
      service ? [{ ...service, spec }] : [],
    );
    expect(code).not.toBe(0);
    expect(errors).toContain('spec.ports[0].port');
  });
});

function hasKind(resourceList: string, kind: string): boolean {
  return resourceListSchema
    .parse(JSON.parse(resourceList))
    .resources.some(resource => resource.kind === kind);
}

/** kubectl says of what was not made by itself that it will note so. */
function withoutHints(errors: string): string {
  return errors
    .split('\n')
    .filter(line => !line.startsWith('Warning: '))
    .join('\n')
    .trim();
}
