import { z } from 'zod';
import { githubDocument } from '../../e2e/support/largeDocuments.ts';
import { Findings } from '../support/Findings.mts';
import { memoryOf, processesOf } from '../support/processes.mts';
import { until } from '../support/progress.mts';
import { machineIsQuiet } from '../support/quiet.mts';
import { withApi } from '../support/registry/definitions.mts';
import { durableWrites } from '../support/registry/durableWrites.mts';
import { knownToSearch } from '../support/registry/knownToSearch.mts';
import { largeBeside } from '../support/registry/largeBeside.mts';
import { LargeInstallation } from '../support/registry/LargeInstallation.mts';
import { measuredInTurn } from '../support/registry/measuredInTurn.mts';
import { median, percentile, type Benchmark } from '../support/report.mts';
import { times } from '../support/timing.mts';

/** Services of each environment; registrations are measured in the first. */
const SIZES = (process.env.REMOTE_ENV_REGISTRY_SIZES ?? '10000,10000,10000')
  .split(',')
  .map(Number);
const WITH_CATALOG = process.env.REMOTE_ENV_REGISTRY_CATALOG !== 'off';
const FEW = 100;
const PAGES = 40;

const BUDGET = {
  apiMs: 150,
  eventsMs: 400,
  /** One registration to another: of the medians, because the tails of a hundred have four or five in them. */
  growth: 1.2,
  pageMs: 200,
  portalMb: 800,
  gatewayMb: 250,
  largeMs: 4000,
  beside: 2,
};

const listSchema = z.object({ totalItems: z.number() });
const searchSchema = z.object({ results: z.array(z.unknown()).min(1) });

/** What is measured. */
interface Bench {
  /** Registrations are measured with the first of its systems. */
  large: LargeInstallation;
  findings: Findings;
}

/** Fills all environments. @returns how many services there are */
async function fill({ admin, registrants }: LargeInstallation) {
  for (const [number, registrant] of registrants.entries()) {
    await registrant.fillTo(SIZES[number] ?? 0);
  }
  const all = registrants.reduce((sum, { size }) => sum + size, 0);
  await until(`the portal lists ${all} services`, async () => {
    const { totalItems } = await admin.call(
      'GET',
      '/services?limit=1',
      listSchema,
    );
    return totalItems === all;
  });
  if (WITH_CATALOG) {
    await until(
      'all are in the catalog',
      async () => (await admin.apisInCatalog()) >= all,
    );
  }
  return all;
}

/**
 * Registrations among very many services, and, in turn with them, among few on a second installation: half an hour apart
 * the machine itself may be half as fast again.
 */
async function measureRegistrations({ large, findings }: Bench) {
  const all = await fill(large);
  const { few, many } = await measuredInTurn(large.registrants[0], {
    few: FEW,
    catalog: WITH_CATALOG,
  });
  const peer = await durableWrites(
    large.connectionString,
    large.installation.dataDir,
    JSON.stringify(withApi(0, 0).api.spec),
    PAGES,
  );
  for (const [what, kind, budget] of [
    ['OpenAPI', 'api', BUDGET.apiMs],
    ['AsyncAPI', 'events', BUDGET.eventsMs],
  ] as const) {
    const among = `${SIZES[0]} of ${all}`;
    findings.add(
      {
        measure: `${what}, p95 among hundreds`,
        figure: percentile(few[kind], 95),
        unit: 'ms',
        peer: percentile(peer, 95),
        budget,
      },
      {
        measure: `${what}, p95 as one of ${among}`,
        figure: percentile(many[kind], 95),
        unit: 'ms',
        peer: percentile(peer, 95),
        budget,
      },
      {
        measure: `${what}, p95 to p95`,
        figure: percentile(many[kind], 95) / percentile(few[kind], 95),
        unit: 'times',
      },
      {
        measure: `${what}, median among hundreds`,
        figure: median(few[kind]),
        unit: 'ms',
        peer: median(peer),
      },
      {
        measure: `${what}, median as one of ${among}`,
        figure: median(many[kind]),
        unit: 'ms',
        peer: median(peer),
      },
      {
        measure: `${what}, median to median`,
        figure: median(many[kind]) / median(few[kind]),
        unit: 'times',
        budget: BUDGET.growth,
      },
    );
  }
}

/** Beside a page of the catalog, as its peer; search with how much it knows by then. */
async function measurePages({ large, findings }: Bench) {
  const { admin, registrants } = large;
  const p95 = async (work: () => Promise<unknown>) =>
    percentile(await times(PAGES, work), 95);
  const list = (route: string) => () => admin.call('GET', route, listSchema);
  const peer = WITH_CATALOG
    ? await p95(() => admin.pageOfCatalog())
    : undefined;
  for (const [what, work] of [
    [
      'services of one environment',
      list(`/environments/${registrants[0].name}/services?limit=50`),
    ],
    ['all services', list('/services?limit=50')],
    ['services found by name', list('/services?limit=50&q=registered%2059')],
    ['services found by word', list('/services?limit=50&q=announcing')],
    ['environments', list('/environments?limit=50')],
    [
      'search for an operation of some',
      () => admin.search('find thing 7 of edition 49', searchSchema),
    ],
    [
      'search for words that all have',
      () => admin.search('find thing 7', searchSchema),
    ],
  ] as const) {
    findings.add({
      measure: `${what}, p95`,
      figure: await p95(work),
      unit: 'ms',
      peer,
      budget: BUDGET.pageMs,
    });
  }
  findings.add({
    measure: 'documents that search knows',
    figure: await knownToSearch(large.connectionString),
    unit: '',
  });
}

function measureMemory({ large, findings }: Bench): void {
  const pids = processesOf(large.installation);
  for (const [name, pid, budget] of [
    ['portal', pids.portal, BUDGET.portalMb],
    ['gateway', pids.gateway, BUDGET.gatewayMb],
  ] as const) {
    const { memoryMb, peakMemoryMb } = memoryOf(pid);
    findings.add(
      { measure: `${name}, memory`, figure: memoryMb, unit: 'MB', budget },
      {
        measure: `${name}, highest memory so far`,
        figure: peakMemoryMb,
        unit: 'MB',
      },
    );
  }
}

/** What the registration of one large document takes, and does to others. */
async function measureLarge({ large, findings }: Bench): Promise<void> {
  const { installation, admin, registrants } = large;
  const [first] = registrants;
  const { registration, others } = await largeBeside(
    installation,
    first.name,
    githubDocument(),
    first.identity,
    {
      'page of services': () =>
        admin.call('GET', '/services?limit=50', listSchema),
      'small registration': () => first.registerApi(),
    },
  );
  findings.add({
    measure: 'registration of 13 MB',
    figure: registration,
    unit: 'ms',
    budget: BUDGET.largeMs,
  });
  for (const [name, { alone, beside }] of Object.entries(others)) {
    findings.add({
      measure: `${name} beside it, p95, to ${alone.toFixed(0)} ms alone`,
      figure: beside / alone,
      unit: 'times',
      budget: BUDGET.beside,
    });
  }
}

/**
 * Tens of thousands of services: registrations over the edge, lists, search, catalog, memory, and what the registration
 * of one large document does to others.
 */
export async function registry(): Promise<Benchmark> {
  const large = await LargeInstallation.start({
    environments: SIZES.length,
    catalog: WITH_CATALOG,
  });
  try {
    const findings = new Findings();
    const bench = { large, findings };
    await measureRegistrations(bench);
    await machineIsQuiet();
    await measurePages(bench);
    measureMemory(bench);
    await machineIsQuiet();
    await measureLarge(bench);
    return {
      title: 'registry',
      method: `Registrations over the edge, one after the other, in the first of ${
        SIZES.length
      } environments with ${SIZES.join(
        ', ',
      )} services, and in turn with them on an installation with some hundred; catalog ${
        WITH_CATALOG ? 'on' : 'off'
      }; resource store and portal on PostgreSQL, documents on the local disk. Peers: the document's file and three rows, made durable by plain clients; a page of the catalog.`,
      rows: findings.rows,
    };
  } finally {
    await large.stop();
  }
}
