import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  gatewayConfigSchema,
  servicePerApiSchema,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import {
  DEPLOY,
  nameOf,
  render,
  type KubernetesObject,
} from './__testUtils__/render';
import {
  workloadsOf,
  type Container,
  type Workload,
} from './__testUtils__/workloads';

const INSTALL = path.join(DEPLOY, '../docs/operations/install.md');

const PRODUCTION = path.join(DEPLOY, '../app-config.production.yaml');

/** Of `app-config.production.yaml`: without them something is as it is by default. */
const OPTIONAL = new Set([
  'NATS_MONITORING_URLS',
  'OIDC_SCOPES',
  'OIDC_TITLE',
  // Of an authority from outside.
  'REMOTE_ENV_AUTHORITY_CA_FILE',
  'REMOTE_ENV_AUTHORITY_CERTIFICATE_FILE',
  'REMOTE_ENV_AUTHORITY_KEY_FILE',
  'REMOTE_ENV_AUTOMATIC_APPROVAL_GROUPS',
  // Files instead.
  'REMOTE_ENV_ASSERTION_KEY',
  'REMOTE_ENV_GATEWAY_TOKEN',
  'S3_CA_FILE',
]);

/** Variables that have no default in the portal's configuration. */
function portalVariables(): string[] {
  const lines = readFileSync(PRODUCTION, 'utf8')
    .split('\n')
    .filter(line => !line.trimStart().startsWith('#'));
  const names = [...lines.join('\n').matchAll(/\$\{(\w+)\}/g)];
  return [...new Set(names.map(([, name = '']) => name))].filter(
    name => !OPTIONAL.has(name),
  );
}

const dataSchema = z.record(z.string(), z.string());

/** `namespace/name/key` of each Secret that the page tells to make, in some of its blocks. */
function documentedSecrets(blocks: readonly string[]): string[] {
  const page = readFileSync(INSTALL, 'utf8');
  return blocks
    .map(name => new RegExp(`\`\`\`sh ${name}\n([^\`]*)`).exec(page)?.[1] ?? '')
    .flatMap(block => block.split('kubectl create secret generic ').slice(1))
    .flatMap(command => {
      const [, name] = /^(\S+)/.exec(command) ?? [];
      const [, namespace] = /--namespace=(\S+)/.exec(command) ?? [];
      return [...command.matchAll(/--from-(?:literal|file)=([a-z.-]+)=/g)].map(
        ([, key]) => `${namespace}/${name}/${key}`,
      );
    });
}

function configMap(
  objects: readonly KubernetesObject[],
  namespace: string,
  name: string,
): Record<string, string> {
  const id = `${namespace}/ConfigMap/${name}`;
  const found = objects.find(object => nameOf(object) === id);
  if (!found) {
    throw new Error(`there is no ${id}`);
  }
  return dataSchema.parse(found.data);
}

const SETS: [string, string[]][] = [
  ['overlays/embedded', ['embedded']],
  ['overlays/cluster', ['cluster']],
  ['alternatives/edge-behind-ingress', ['cluster', 'behind-ingress']],
];

describe.each(SETS)('settings of %s', (place, blocks) => {
  let objects: KubernetesObject[];
  let workloads: Workload[];
  let containers: { workload: Workload; container: Container }[];

  beforeAll(async () => {
    objects = await render(place);
    workloads = workloadsOf(objects);
    containers = workloads.flatMap(workload =>
      workload.containers.map(container => ({ workload, container })),
    );
  });

  /** Names of all variables, those from ConfigMaps with their values. */
  function variables(workload: Workload, container: Container) {
    const values = new Map<string, string | undefined>(
      container.envFrom.flatMap(({ configMapRef }) =>
        Object.entries(
          configMap(objects, workload.namespace, configMapRef.name),
        ),
      ),
    );
    container.env.forEach(({ name, value }) => values.set(name, value));
    return values;
  }

  /** Files that are mounted: path and, of a ConfigMap, content. */
  function files(workload: Workload, container: Container) {
    const found = new Map<string, string | undefined>();
    const secrets = documentedSecrets(blocks);
    for (const { name, mountPath } of container.volumeMounts) {
      const volume = workload.pod.volumes.find(v => v.name === name);
      if (volume?.configMap && !volume.configMap.optional) {
        Object.entries(
          configMap(objects, workload.namespace, volume.configMap.name),
        ).forEach(([key, text]) => found.set(`${mountPath}/${key}`, text));
      }
      if (volume?.secret) {
        const { secretName, items } = volume.secret;
        const prefix = `${workload.namespace}/${secretName}/`;
        const keys =
          items?.map(item => item.path) ??
          secrets
            .filter(secret => secret.startsWith(prefix))
            .map(secret => secret.slice(prefix.length));
        keys.forEach(key => found.set(`${mountPath}/${key}`, undefined));
      }
    }
    return found;
  }

  it('take exactly the Secrets that the documentation makes', () => {
    const documented = documentedSecrets(blocks);
    const used = containers.flatMap(({ workload, container }) => [
      ...container.env.flatMap(({ valueFrom }) =>
        valueFrom
          ? [
              `${workload.namespace}/${valueFrom.secretKeyRef.name}/${valueFrom.secretKeyRef.key}`,
            ]
          : [],
      ),
      ...workload.pod.volumes.flatMap(({ secret }) => {
        const prefix = `${workload.namespace}/${secret?.secretName}/`;
        return secret?.items
          ? secret.items.map(({ key }) => `${prefix}${key}`)
          : documented.filter(name => secret && name.startsWith(prefix));
      }),
    ]);
    expect([...new Set(used)].sort()).toEqual([...documented].sort());
    const folders = workloads.flatMap(({ namespace, pod }) =>
      pod.volumes.flatMap(({ secret }) =>
        secret ? [`${namespace}/${secret.secretName}/`] : [],
      ),
    );
    for (const folder of folders) {
      expect(documented.filter(name => name.startsWith(folder))).not.toEqual(
        [],
      );
    }
  });

  it('name no file that is not mounted, and no variable that is not set', () => {
    for (const { workload, container } of containers) {
      const set = variables(workload, container);
      const mounted = files(workload, container);
      const unmounted = [...set].filter(
        ([name, file = '']) =>
          container.name === 'portal' &&
          name.endsWith('_FILE') &&
          !mounted.has(file),
      );
      expect(unmounted).toEqual([]);
      for (const [file, text = ''] of mounted) {
        const named =
          container.args.includes(file) && file.includes('app-config')
            ? [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)
            : [];
        expect(named.filter(name => !set.has(name))).toEqual([]);
      }
      for (const arg of container.args.filter(a => a.startsWith('/etc/'))) {
        expect([...mounted.keys()]).toContain(arg);
      }
    }
  });

  it('configure gateways completely', () => {
    const gateways = containers.filter(c => c.container.name === 'gateway');
    expect(gateways).toHaveLength(place === 'overlays/embedded' ? 0 : 4);
    for (const { workload, container } of gateways) {
      const set = variables(workload, container);
      const mounted = files(workload, container);
      const text = mounted.get('/etc/remote-env/config/gateway.json') ?? '';
      const roles = container.args[container.args.indexOf('--roles') + 1];
      const isEdge = roles === 'edge,events';
      const missing: string[] = [];
      const complete: unknown = JSON.parse(text, (key, value) => {
        const isUsed = isEdge || key !== 'clientCaFile';
        if (isUsed && key.endsWith('File') && typeof value === 'string') {
          missing.push(...(mounted.has(value) ? [] : [value]));
        }
        const reference = z
          .union([
            z.strictObject({ $env: z.string() }),
            z.strictObject({ $file: z.string() }),
          ])
          .safeParse(value);
        if (!reference.success) {
          return value;
        }
        if ('$env' in reference.data) {
          const found = set.get(reference.data.$env);
          missing.push(...(found ? [] : [reference.data.$env]));
          return found;
        }
        missing.push(
          ...(mounted.has(reference.data.$file) ? [] : [reference.data.$file]),
        );
        return 'x'.repeat(44);
      });
      expect(missing).toEqual([]);
      const config = gatewayConfigSchema.parse(complete);
      const ports = container.ports.map(port => port.containerPort);
      expect(ports).toContain(config.metrics.listen.port);
      const isPublic = config.apiProxy.listen.host !== '127.0.0.1';
      expect(ports.includes(config.apiProxy.listen.port)).toBe(
        roles === 'apiproxy' && isPublic,
      );
      expect(ports.includes(config.edge.listen.port)).toBe(isEdge);
      expect(ports.includes(config.edge.forwarded?.listen.port ?? 0)).toBe(
        isEdge && config.edge.forwarded !== undefined,
      );
      // Nothing in it that only a database needs, and no key in the open.
      expect(config.encryptionKey).toBeUndefined();
      expect(text).not.toMatch(/[A-Za-z0-9+/=]{32,}/);
    }
  });
});

it('the portal of the cluster has the variables that its configuration is written against', async () => {
  const objects = await render('overlays/cluster');
  const portal = workloadsOf(objects).find(w => w.name === 'remote-env-portal');
  const container = portal?.containers.find(c => c.name === 'portal');
  const names = [
    ...(container?.env ?? []).map(({ name }) => name),
    ...(container?.envFrom ?? []).flatMap(({ configMapRef }) =>
      Object.keys(
        configMap(objects, portal?.namespace ?? '', configMapRef.name),
      ),
    ),
  ];
  expect(portalVariables().length).toBeGreaterThan(15);
  expect(names).toEqual(expect.arrayContaining(portalVariables()));
});

it('an ingress that ends TLS changes the configuration of gateways by its listener alone', () => {
  const read = (file: string) =>
    z
      .looseObject({ edge: z.looseObject({}) })
      .parse(JSON.parse(readFileSync(path.join(DEPLOY, file), 'utf8')));
  const behind = read('alternatives/edge-behind-ingress/gateway.json');
  const { forwarded, ...edge } = behind.edge;
  expect({ ...behind, edge }).toEqual(read('overlays/cluster/gateway.json'));
  expect(forwarded).toMatchObject({ header: 'x-ssl-client-cert' });
});

it('Services of APIs lead to the gateways that deploy/ starts', async () => {
  const { gateway } = servicePerApiSchema.parse({});
  const objects = await render('overlays/cluster');
  const service = objects.find(
    object => nameOf(object) === `remote-env-system/Service/${gateway.service}`,
  );
  expect(service?.spec).toMatchObject({
    selector: gateway.selector,
    ports: [{ port: 80 }],
  });
});
