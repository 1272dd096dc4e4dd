import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import {
  startInstallation,
  type Addresses,
} from '../../e2e/support/installation.ts';
import { fromRoot } from '../../scripts/lib/paths.mts';
import { connectEnvironment } from '../support/connected.mts';
import { ExtraGateway } from '../support/ExtraGateway.mts';
import {
  EVERY_MS,
  IssuingBench,
  WIDTH,
} from '../support/issuing/IssuingBench.mts';
import { opensslTimes } from '../support/issuing/opensslPeer.mts';
import { median, percentile, type Benchmark } from '../support/report.mts';
import { PortalAdmin } from '../support/scale/people.mts';

const ENVIRONMENT = 'bench-issuing';
const GATEWAYS = 3;
const RECORDS = Number(process.env.REMOTE_ENV_ISSUED ?? 100_000);
const PATIENCE_MS = 600_000;

const BUDGET = { msEach: 20, p99: 100, refusalMs: 1000, growth: 1.2 };

const environmentSchema = z.object({ uid: z.string() });
const listSchema = z.object({ totalItems: z.number() });

/** Records of a long life, written past the portal; waits until the portal's index has them all. */
async function fill(
  addresses: Addresses,
  admin: PortalAdmin,
  pem: string,
): Promise<void> {
  const { uid } = await admin.call(
    'GET',
    `/environments/${ENVIRONMENT}`,
    environmentSchema,
  );
  const issued = async () =>
    (
      await admin.call(
        'GET',
        `/environments/${ENVIRONMENT}/certificates?limit=1`,
        listSchema,
      )
    ).totalItems;
  const before = await issued();
  await promisify(execFile)(
    process.execPath,
    [
      ...['--require', '@backstage/cli/config/nodeTransform.cjs'],
      path.join(import.meta.dirname, '../support/issuing/fillProgram.ts'),
      JSON.stringify({
        config: path.join(addresses.dataDir, 'gateway.json'),
        environment: { name: ENVIRONMENT, uid },
        pem,
        count: RECORDS,
      }),
    ],
    { cwd: fromRoot('plugins', 'remote-env-backend') },
  );
  const started = performance.now();
  while ((await issued()) < before + RECORDS) {
    if (performance.now() - started > PATIENCE_MS) {
      throw new Error('The index did not follow.');
    }
    await delay(500);
  }
}

/** Issuing, checking and revoking certificates, also when there are very many. */
export async function issuing(): Promise<Benchmark> {
  const installation = await startInstallation({ sample: false });
  const { dataDir } = installation;
  const gateways: ExtraGateway[] = [];
  try {
    const identity = await connectEnvironment(dataDir, ENVIRONMENT);
    const admin = await PortalAdmin.of(dataDir);
    const bench = new IssuingBench(installation, identity);
    await bench.issueAsManyAsCanBe();
    const msEach = await bench.issueAsManyAsCanBe();
    const atRate = await bench.issueAtRate();
    const checks = await bench.checkTimes();
    const peer = opensslTimes(60);

    while (gateways.length < GATEWAYS - 1) {
      gateways.push(await ExtraGateway.start(dataDir));
    }
    const refusals = await bench.refusalTimes(
      ENVIRONMENT,
      [installation.edge, ...gateways.map(({ edge }) => edge)],
      admin,
    );
    await Promise.all(gateways.splice(0).map(gateway => gateway.stop()));

    await fill(installation, admin, await bench.issue());
    // In the same order as before: what is warm makes a difference.
    const msEachFull = await bench.issueAsManyAsCanBe();
    const atRateFull = await bench.issueAtRate();
    const checksFull = await bench.checkTimes();
    bench.close();

    return {
      title: 'issuing',
      method: `Renewals through the edge, P-256 keys, CA of RSA 3072, with portal, gateway and client on this machine's cores; ${WIDTH} at once for the first line, one every ${EVERY_MS} ms for a minute where times count. Peer: one process of openssl x509 -req after another. ${GATEWAYS} gateways where certificates are revoked; then ${RECORDS.toLocaleString(
        'en',
      )} records.`,
      rows: [
        {
          measure: 'a certificate, as many as can be',
          figure: msEach,
          peer: median(peer),
          unit: 'ms',
          budget: BUDGET.msEach,
        },
        {
          measure: '50 a second, p50',
          figure: median(atRate),
          unit: 'ms',
        },
        {
          measure: '50 a second, p99',
          figure: percentile(atRate, 99),
          unit: 'ms',
          budget: BUDGET.p99,
        },
        {
          measure: 'revocation to refusal everywhere, p99',
          figure: percentile(refusals, 99),
          unit: 'ms',
          budget: BUDGET.refusalMs,
        },
        {
          measure: 'checking, p50',
          figure: median(checks),
          unit: 'ms',
        },
        {
          measure: 'many: 50 a second, p99',
          figure: percentile(atRateFull, 99),
          unit: 'ms',
          budget: BUDGET.p99,
        },
        {
          measure: 'many: a certificate, times that of few',
          figure: msEachFull / msEach,
          unit: 'times',
          budget: BUDGET.growth,
        },
        {
          measure: 'many: issuing, p50, times that of few',
          figure: median(atRateFull) / median(atRate),
          unit: 'times',
          budget: BUDGET.growth,
        },
        {
          measure: 'many: checking, p50, times that of few',
          figure: median(checksFull) / median(checks),
          unit: 'times',
          budget: BUDGET.growth,
        },
      ],
    };
  } finally {
    await Promise.all(gateways.map(gateway => gateway.stop()));
    await installation.stop();
    rmSync(dataDir, {
      recursive: true,
      force: true,
      maxRetries: 20,
      retryDelay: 200,
    });
  }
}
