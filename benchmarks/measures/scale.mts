import { rmSync } from 'node:fs';
import { z } from 'zod';
import { startInstallation } from '../../e2e/support/installation.ts';
import { connectEnvironment } from '../support/connected.mts';
import { Findings } from '../support/Findings.mts';
import { largeInstallation } from '../support/largeInstallation.mts';
import { until } from '../support/progress.mts';
import { percentile, type Benchmark } from '../support/report.mts';
import { withApi } from '../support/registry/definitions.mts';
import { Cluster } from '../support/scale/Cluster.mts';
import { EdgeSystem } from '../support/scale/edgeSystem.mts';
import { measureEffects } from '../support/scale/effects.mts';
import { machineIsQuiet } from '../support/quiet.mts';
import { measureGatewayStart } from '../support/scale/gatewayStart.mts';
import { PortalAdmin } from '../support/scale/people.mts';
import { timed, times } from '../support/timing.mts';

/** Services in the one environment at which registrations are measured; the last is the size that counts. */
const SIZES = (process.env.REMOTE_ENV_SCALE_SIZES ?? '0,1000,5000,10000')
  .split(',')
  .map(Number);
/** Of the older form, for `servicePerApi`: clusterIP takes an address each, of which a cluster has few. */
const SERVICE_PER_API = process.env.REMOTE_ENV_SCALE_SERVICE_PER_API;
const REGISTRATIONS = 60;
const PARALLEL = 32;
const PARALLEL_ROUNDS = 4;
const PAGES = 30;
const ENVIRONMENT = 'scale';

const BUDGET = {
  registrationMs: 250,
  startSeconds: 5,
  memoryMb: 250,
  effectMs: 1000,
};

const listSchema = z.object({ totalItems: z.number() });
const environmentSchema = z.object({ uid: z.string() });
const registeredSchema = z.object({ id: z.string() });

/** The life of one environment that grows. */
class GrowingEnvironment {
  readonly #cluster: Cluster;
  readonly #admin: PortalAdmin;
  readonly #system: EdgeSystem;
  readonly #identity: { name: string; uid: string };
  #registered = 0;

  constructor(parts: {
    cluster: Cluster;
    admin: PortalAdmin;
    system: EdgeSystem;
    uid: string;
  }) {
    this.#cluster = parts.cluster;
    this.#admin = parts.admin;
    this.#system = parts.system;
    this.#identity = { name: ENVIRONMENT, uid: parts.uid };
  }

  /** Services that the portal lists. */
  async size(): Promise<number> {
    const { totalItems } = await this.#admin.call(
      'GET',
      `/environments/${ENVIRONMENT}/services?limit=1`,
      listSchema,
    );
    return totalItems;
  }

  async growTo(size: number): Promise<void> {
    const missing = size - (await this.size());
    if (missing > 0) {
      await this.#cluster.fill(this.#identity, missing);
    }
    await until(
      `the portal lists ${size} services`,
      async () => (await this.size()) >= size,
    );
    await until(
      'all are judged',
      async () => (await this.#cluster.unsettled()) === 0,
    );
    await until(
      'all are in the catalog',
      async () => (await this.#admin.apisInCatalog()) >= size,
    );
  }

  /** Over the edge, as a system does. */
  async register(): Promise<void> {
    this.#registered += 1;
    const { status, text } = await this.#system.call(
      'POST',
      `/${ENVIRONMENT}/v1/metadata/services`,
      withApi(this.#registered, this.#registered),
    );
    if (status !== 200) {
      throw new Error(`A registration was answered ${status}: ${text}`);
    }
    registeredSchema.parse(JSON.parse(text));
  }

  /** @returns milliseconds of each */
  async registerInParallel(): Promise<number[]> {
    const all: number[] = [];
    for (let round = 0; round < PARALLEL_ROUNDS; round += 1) {
      all.push(
        ...(await Promise.all(
          Array.from({ length: PARALLEL }, () => timed(() => this.register())),
        )),
      );
    }
    return all;
  }
}

async function measureRegistrations(
  environment: GrowingEnvironment,
  cluster: Cluster,
  findings: Findings,
): Promise<void> {
  const p95s: number[] = [];
  await times(5, () => environment.register());
  for (const size of SIZES) {
    await environment.growTo(size);
    console.error(`… ${await environment.size()} services`);
    const ours = percentile(
      await times(REGISTRATIONS, () => environment.register()),
      95,
    );
    const peer = percentile(await cluster.peer(REGISTRATIONS), 95);
    p95s.push(ours);
    findings.add({
      measure: `registration p95 at ${size}`,
      figure: ours,
      unit: 'ms',
      peer,
      budget: BUDGET.registrationMs,
    });
  }
  const [first, last] = [p95s[0], p95s.at(-1)];
  if (first !== undefined && last !== undefined) {
    findings.add({
      measure: 'the last of them to the first',
      figure: last / first,
      unit: 'x',
    });
  }
}

/**
 * Ten thousand services in one remote environment, on a real API server: registrations over the edge, the data plane's
 * start and memory, changes taking effect, lists.
 */
export async function scale(): Promise<Benchmark> {
  const cluster = await Cluster.start();
  try {
    const installation = await startInstallation({
      sample: false,
      env: {
        APP_CONFIG_remoteEnv_resourceStore: JSON.stringify({
          type: 'kubernetes',
          kubernetes: { kubeconfig: cluster.kubeconfig },
        }),
        ...largeInstallation(cluster.postgres, { minutes: 30 }),
        ...(SERVICE_PER_API !== undefined && {
          APP_CONFIG_remoteEnv_servicePerApi: JSON.stringify({
            type: SERVICE_PER_API,
          }),
        }),
      },
    });
    const { dataDir } = installation;
    try {
      const identity = await connectEnvironment(dataDir, ENVIRONMENT);
      const admin = await PortalAdmin.of(dataDir);
      const { uid } = await admin.call(
        'GET',
        `/environments/${ENVIRONMENT}`,
        environmentSchema,
      );
      const system = new EdgeSystem(installation, identity);
      const environment = new GrowingEnvironment({
        cluster,
        admin,
        system,
        uid,
      });
      const findings = new Findings();
      await measureRegistrations(environment, cluster, findings);
      const size = await environment.size();
      const parallel = await environment.registerInParallel();
      findings.add({
        measure: `registration p95, ${PARALLEL} at once`,
        figure: percentile(parallel, 95),
        unit: 'ms',
      });
      const start = await measureGatewayStart(dataDir);
      findings.add(
        {
          measure: 'gateway, start to ready beside a busy portal',
          figure: start.readyMs / 1000,
          unit: 's',
          budget: BUDGET.startSeconds,
        },
        {
          measure: 'gateway, memory when ready',
          figure: start.memoryMb,
          unit: 'MB',
          budget: BUDGET.memoryMb,
        },
        {
          measure: 'gateway, highest memory until ready',
          figure: start.peakMemoryMb,
          unit: 'MB',
          budget: BUDGET.memoryMb,
        },
      );
      const effects = await measureEffects(installation, admin, 'effects');
      for (const [what, ms] of [
        ['changed target is called', effects.targetChanged],
        ['removed binding is refused', effects.bindingRemoved],
        ['revoked certificate is refused', effects.certificateRevoked],
      ] as const) {
        findings.add({
          measure: what,
          figure: ms,
          unit: 'ms',
          budget: BUDGET.effectMs,
        });
      }
      for (const [what, route] of [
        ['page of services', `/environments/${ENVIRONMENT}/services?limit=50`],
        ['page of all services', '/services?limit=50'],
        ['search in all services', '/services?limit=50&q=registered%2059'],
        ['page of environments', '/environments?limit=50'],
      ] as const) {
        const pages = await times(PAGES, () =>
          admin.call('GET', route, listSchema),
        );
        findings.add({
          measure: `portal, ${what}, p95`,
          figure: percentile(pages, 95),
          unit: 'ms',
        });
      }
      await machineIsQuiet();
      const quietStart = await measureGatewayStart(dataDir);
      findings.add({
        measure: 'gateway, start to ready beside a quiet portal',
        figure: quietStart.readyMs / 1000,
        unit: 's',
        budget: BUDGET.startSeconds,
      });
      system.close();
      return {
        title: 'scale',
        method: `One environment on kube-apiserver, etcd and PostgreSQL; ${REGISTRATIONS} registrations one after the other at each size (${size} at the end), through the edge, documents on the local disk; peer: a custom resource and a Secret of the same size by client-node as it comes, on the same server.`,
        rows: findings.rows,
      };
    } finally {
      await installation.stop();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 });
    }
  } finally {
    await cluster.stop();
  }
}
