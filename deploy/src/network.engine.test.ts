import { render, type KubernetesObject } from './__testUtils__/render';
import { workloadsOf, type Workload } from './__testUtils__/workloads';
import { flowsOf } from './__testUtils__/flows';

const DNS = [
  'kube-system/k8s-app=kube-dns 53',
  'kube-system/k8s-app=kube-dns UDP/53',
];
const PUBLIC = [
  [
    '0.0.0.0/0 !0.0.0.0/8 !10.0.0.0/8 !100.64.0.0/10 !127.0.0.0/8 !169.254.0.0/16 !172.16.0.0/12',
    '!192.168.0.0/16 !224.0.0.0/4 !240.0.0.0/4 any',
  ].join(' '),
  '2000::/3 any',
];
const CONSUMERS = 'remote-env.dev/consumers=true';
const GATEWAYS = 'remote-env-system/app.kubernetes.io/name=remote-env';
const PORTAL = 'remote-env-authority/remote-env.dev/portal=true 7007';
/** Placeholders for what is outside. */
const API_SERVER = ['192.0.2.1/32 443', '192.0.2.1/32 6443'];
const POSTGRES = '192.0.2.2/32 5432';
const S3 = '192.0.2.3/32 443';
const NATS = '192.0.2.4/32 4222';
const METRICS = 'monitoring 9464';

/** Who may speak with whom (docs/architecture.md, "Flows"): whatever is not here is closed. */
const OPEN: Record<string, { ingress: string[]; egress: string[] }> = {
  'overlays/embedded remote-env': {
    ingress: [
      'ingress-nginx 7007',
      'ingress-nginx 8443',
      `${CONSUMERS} 8081`,
      METRICS,
    ],
    egress: [...DNS, ...PUBLIC, `${CONSUMERS} any`],
  },
  'overlays/cluster remote-env-portal': {
    ingress: ['ingress-nginx 7007', `${GATEWAYS} 7007`, METRICS],
    egress: [...DNS, ...PUBLIC, ...API_SERVER, POSTGRES, S3, NATS],
  },
  'overlays/cluster remote-env-edge': {
    ingress: ['ingress-nginx 8443', METRICS],
    egress: [...DNS, ...API_SERVER, NATS, PORTAL],
  },
  'overlays/cluster remote-env-apiproxy': {
    ingress: [`${CONSUMERS} 8081`, METRICS],
    egress: [...DNS, ...PUBLIC, ...API_SERVER, PORTAL],
  },
  'overlays/cluster remote-env-delivery': {
    ingress: [METRICS],
    egress: [
      ...DNS,
      ...PUBLIC,
      ...API_SERVER,
      NATS,
      PORTAL,
      `${CONSUMERS} any`,
    ],
  },
};

/** What an ingress that ends TLS changes. */
const BEHIND_INGRESS = 'alternatives/edge-behind-ingress';
const FLOWS = Object.entries(OPEN).flatMap(([name, flows]) => {
  const other = name.replace('overlays/cluster', BEHIND_INGRESS);
  const changed = name.endsWith(' remote-env-edge')
    ? { ...flows, ingress: ['ingress-nginx 8444', METRICS] }
    : flows;
  return [
    [name, flows] as const,
    ...(other === name ? [] : [[other, changed] as const]),
  ];
});

describe('network policies', () => {
  const overlays = new Map<string, KubernetesObject[]>();
  const workloads = new Map<string, Workload>();

  beforeAll(async () => {
    for (const overlay of [
      'overlays/embedded',
      'overlays/cluster',
      BEHIND_INGRESS,
    ]) {
      const objects = await render(overlay);
      overlays.set(overlay, objects);
      for (const workload of workloadsOf(objects)) {
        workloads.set(`${overlay} ${workload.name}`, workload);
      }
    }
  });

  it('know every workload', () => {
    expect([...workloads.keys()].sort()).toEqual(
      FLOWS.map(([name]) => name).sort(),
    );
  });

  it.each(FLOWS)(
    'close %s but for what it needs',
    (name, { ingress, egress }) => {
      const [overlay = ''] = name.split(' ');
      const workload = workloads.get(name);
      expect(
        workload && flowsOf(workload, overlays.get(overlay) ?? []),
      ).toEqual({
        closed: { ingress: true, egress: true },
        ingress: [...ingress].sort(),
        egress: [...egress].sort(),
      });
    },
  );

  it('close every pod of the namespaces, ours or not', () => {
    for (const [overlay, objects] of overlays) {
      for (const { metadata } of objects.filter(o => o.kind === 'Namespace')) {
        const stranger = flowsOf(
          { labels: { app: 'stranger' }, namespace: metadata.name },
          objects,
        );
        expect([overlay, metadata.name, stranger]).toEqual([
          overlay,
          metadata.name,
          {
            closed: { ingress: true, egress: true },
            ingress: [METRICS],
            egress: [...DNS].sort(),
          },
        ]);
      }
    }
  });

  it('send what a Service gets to a port that is open', () => {
    for (const [overlay, objects] of overlays) {
      for (const service of objects.filter(o => o.kind === 'Service')) {
        const { selector } = service.spec as {
          selector: Record<string, string>;
        };
        const behind = [...workloads]
          .filter(([name]) => name.startsWith(overlay))
          .filter(([, { labels, namespace }]) =>
            [
              namespace === service.metadata.namespace,
              ...Object.entries(selector).map(([k, v]) => labels[k] === v),
            ].every(Boolean),
          );
        expect([service.metadata.name, behind.length]).toEqual([
          service.metadata.name,
          1,
        ]);
      }
    }
  });
});
