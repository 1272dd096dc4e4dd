import { version } from '../package.json';
import {
  objectSchema,
  render,
  type KubernetesObject,
} from './__testUtils__/render';
import { workloadsOf, type Workload } from './__testUtils__/workloads';

/** Workloads that call the Kubernetes API, and as whom. */
const CALLS_THE_API: Record<string, string> = {
  'remote-env-authority/Deployment/remote-env-portal': 'remote-env-portal',
  'remote-env-system/Deployment/remote-env-edge': 'remote-env-edge',
  'remote-env-system/Deployment/remote-env-apiproxy': 'remote-env-apiproxy',
  'remote-env-system/Deployment/remote-env-delivery': 'remote-env-delivery',
};
const EMBEDDED = ['remote-env-system/StatefulSet/remote-env'];

const LIMITS: [string, string[]][] = [
  ['overlays/embedded', EMBEDDED],
  ['overlays/cluster', Object.keys(CALLS_THE_API)],
];

describe.each(LIMITS)('the workloads of %s', (folder, ids) => {
  let objects: KubernetesObject[];
  let workloads: Workload[];

  beforeAll(async () => {
    objects = await render(folder);
    workloads = workloadsOf(objects);
  });

  it('are these', () => {
    expect(workloads.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  it('run as nobody special, confined', () => {
    for (const { pod } of workloads) {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.securityContext?.runAsUser).toBeGreaterThan(9999);
      expect(pod.hostNetwork).toBeUndefined();
      expect(pod.hostPID).toBeUndefined();
      expect(pod.volumes.filter(({ hostPath }) => hostPath)).toEqual([]);
    }
    for (const { securityContext } of containersOf(workloads)) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
    }
  });

  it('write to volumes of a limited size only', () => {
    for (const { containers, pod } of workloads) {
      for (const { volumeMounts } of containers) {
        for (const mount of volumeMounts.filter(({ readOnly }) => !readOnly)) {
          expect(['/tmp', '/var/lib/remote-env']).toContain(mount.mountPath);
          const volume = pod.volumes.find(({ name }) => name === mount.name);
          // One that is not listed is claimed with its size.
          expect(volume?.emptyDir?.sizeLimit ?? 'claimed').toMatch(
            /^(\d+[MG]i|claimed)$/,
          );
        }
      }
    }
  });

  it('have a token of the API only where they call it, as an account of their own', () => {
    for (const { id, pod } of workloads) {
      const account = CALLS_THE_API[id];
      expect(pod.automountServiceAccountToken).toBe(account !== undefined);
      expect(pod.serviceAccountName).toBe(account ?? 'remote-env-embedded');
      expect(
        objects.some(
          ({ kind, metadata }) =>
            kind === 'ServiceAccount' &&
            metadata.name === pod.serviceAccountName,
        ),
      ).toBe(true);
      expect(pod.enableServiceLinks).toBe(false);
    }
  });

  it('have requests, limits and all three probes on a port of theirs', () => {
    for (const container of containersOf(workloads)) {
      expect(container.resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { cpu: expect.any(String), memory: expect.any(String) },
      });
      for (const name of [
        'startupProbe',
        'livenessProbe',
        'readinessProbe',
      ] as const) {
        expect(container.ports.map(({ name: port }) => port)).toContain(
          container[name]?.httpGet.port,
        );
      }
    }
  });

  it('go on serving while they are taken away', () => {
    for (const { containers, pod } of workloads) {
      for (const { lifecycle } of containers) {
        expect(lifecycle).toMatchObject({
          preStop: { exec: { command: ['/bin/sleep', expect.any(String)] } },
        });
      }
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
    }
  });

  it('have images of this version, none that moves by its name', () => {
    for (const { image } of containersOf(workloads)) {
      expect(image).toMatch(/^remote-env\/(portal|gateway):/);
      expect(image.split(':')[1]).toBe(version);
    }
  });
});

describe('overlays/cluster', () => {
  let objects: KubernetesObject[];
  let workloads: Workload[];

  beforeAll(async () => {
    objects = await render('overlays/cluster');
    workloads = workloadsOf(objects);
  });

  const named = (kind: string) =>
    objects
      .filter(object => object.kind === kind)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
      .sort();

  it('has two of everything, apart from one another, and one taken away at a time', () => {
    const autoscaled = named('HorizontalPodAutoscaler');
    for (const { name, namespace, replicas, pod } of workloads) {
      // Both would fight over the number.
      expect(replicas).toBe(
        autoscaled.includes(`${namespace}/${name}`) ? undefined : 2,
      );
      expect(pod.topologySpreadConstraints).toHaveLength(2);
    }
    expect(named('PodDisruptionBudget')).toEqual(
      workloads.map(({ name, namespace }) => `${namespace}/${name}`).sort(),
    );
  });

  it('gives the edge and the API proxy nothing of the portal', () => {
    const secrets = (name: string) =>
      workloads
        .filter(workload => workload.name === name)
        .flatMap(({ pod }) => pod.volumes)
        .flatMap(({ secret }) => (secret ? [secret.secretName] : []));
    expect(secrets('remote-env-edge')).toEqual([
      'remote-env-gateway',
      'remote-env-nats',
    ]);
    expect(secrets('remote-env-apiproxy')).toEqual(['remote-env-gateway']);
    expect(secrets('remote-env-delivery')).toEqual([
      'remote-env-gateway',
      'remote-env-nats',
    ]);
  });
});

describe('examples/site', () => {
  it('pins every image by its digest, and leaves no placeholder', async () => {
    const objects = await render('examples/site');
    for (const { image } of containersOf(workloadsOf(objects))) {
      expect(image).toMatch(/^registry\.acme\.test\/.*@sha256:[0-9a-f]{64}$/);
    }
    const text = JSON.stringify(objects.map(o => objectSchema.parse(o)));
    expect(text).not.toContain('example.com');
    expect(text).not.toContain('192.0.2.');
  });
});

function containersOf(workloads: readonly Workload[]) {
  return workloads.flatMap(({ containers }) => containers);
}
