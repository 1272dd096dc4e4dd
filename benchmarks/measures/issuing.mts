import { execFile, execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
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
import { opensslTimes } from '../support/issuing/opensslPeer.mts';
import { median, percentile, type Benchmark } from '../support/report.mts';
import { EdgeSystem } from '../support/scale/edgeSystem.mts';
import { PortalAdmin } from '../support/scale/people.mts';

const ENVIRONMENT = 'bench-issuing';
const RENEWALS = '/v1/applications/certificates/renewals';
const INFO = '/v1/applications/management/info';
/** Renewals at once, where as many as can be are wanted, and how many. */
const WIDTH = 8;
const CERTIFICATES = 600;
/** What is offered where times count: 50 a second. */
const OFFERED = 500;
const EVERY_MS = 20;
const CHECKS = 600;
const REVOCATIONS = 40;
const GATEWAYS = 3;
const RECORDS = Number(process.env.REMOTE_ENV_ISSUED ?? 100_000);
const PATIENCE_MS = 600_000;

const BUDGET = { msEach: 20, p99: 100, refusalMs: 1000, growth: 1.2 };

const issuedSchema = z.object({ clientCrt: z.string() });
const environmentSchema = z.object({ uid: z.string() });
const listSchema = z.object({ totalItems: z.number() });

/** Systems of one environment, and what they do. */
class Bench {
  readonly #addresses: Addresses;
  readonly #identity: { key: string; cert: string };
  readonly #system: EdgeSystem;
  readonly #csr: string;

  constructor(addresses: Addresses, identity: { key: string; cert: string }) {
    this.#addresses = addresses;
    this.#identity = identity;
    this.#system = new EdgeSystem(addresses, identity);
    const { subject } = new X509Certificate(identity.cert);
    const key = path.join(addresses.dataDir, 'benchmark.key');
    writeFileSync(key, identity.key, { mode: 0o600 });
    const csr = execFileSync('openssl', [
      ...['req', '-new', '-key', key, '-subj'],
      `/${subject.split('\n').join('/')}`,
    ]);
    this.#csr = csr.toString('base64');
  }

  /** A certificate more. @returns PEM */
  async issue(): Promise<string> {
    const { status, text } = await this.#system.call('POST', RENEWALS, {
      csr: this.#csr,
    });
    if (status !== 201) {
      throw new Error(`A renewal answered ${status}: ${text}`);
    }
    const { clientCrt } = issuedSchema.parse(JSON.parse(text));
    return Buffer.from(clientCrt, 'base64').toString();
  }

  /** @returns milliseconds for each of so many, at so many at once */
  async issueAsManyAsCanBe(): Promise<number> {
    let left = CERTIFICATES;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: WIDTH }, async () => {
        while (left > 0) {
          left -= 1;
          await this.issue();
        }
      }),
    );
    return (performance.now() - started) / CERTIFICATES;
  }

  /** Milliseconds of each, when they come one every 20 ms whether the one before is done or not. */
  async issueAtRate(): Promise<number[]> {
    const started = performance.now();
    return Promise.all(
      Array.from({ length: OFFERED }, async (_, number) => {
        const due = started + number * EVERY_MS;
        await delay(Math.max(0, due - performance.now()));
        await this.issue();
        return performance.now() - due;
      }),
    );
  }

  /** Milliseconds of calls whose certificate is checked, one after another. */
  async checkTimes(): Promise<number[]> {
    const times: number[] = [];
    for (let number = 0; number < CHECKS; number += 1) {
      const started = performance.now();
      const { status } = await this.#system.call('GET', INFO);
      if (status !== 200) {
        throw new Error(`A good certificate was answered ${status}.`);
      }
      times.push(performance.now() - started);
    }
    return times;
  }

  /**
   * @param edges - URLs of all gateways
   * @returns milliseconds from the call that revokes until the last gateway refuses
   */
  async refusalTimes(
    edges: readonly string[],
    admin: PortalAdmin,
  ): Promise<number[]> {
    const times: number[] = [];
    for (let number = 0; number < REVOCATIONS; number += 1) {
      const cert = await this.issue();
      const fingerprint = createHash('sha256')
        .update(new X509Certificate(cert).raw)
        .digest('hex');
      const systems = edges.map(
        edge =>
          new EdgeSystem(
            { edge, dataDir: this.#addresses.dataDir },
            { key: this.#identity.key, cert },
          ),
      );
      const reaches = async (status: number) => {
        await Promise.all(
          systems.map(async system => {
            while ((await system.call('GET', INFO)).status !== status) {
              await delay(5);
            }
          }),
        );
      };
      try {
        await reaches(200);
        const started = performance.now();
        await admin.call(
          'POST',
          `/environments/${ENVIRONMENT}/certificates/${fingerprint}/revocation`,
          z.unknown(),
          {},
        );
        await reaches(403);
        times.push(performance.now() - started);
      } finally {
        systems.forEach(system => system.close());
      }
    }
    return times;
  }

  close(): void {
    this.#system.close();
  }
}

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
    const bench = new Bench(installation, identity);
    await bench.issueAsManyAsCanBe();
    const msEach = await bench.issueAsManyAsCanBe();
    const atRate = await bench.issueAtRate();
    const checks = await bench.checkTimes();
    const peer = opensslTimes(60);

    while (gateways.length < GATEWAYS - 1) {
      gateways.push(await ExtraGateway.start(dataDir));
    }
    const refusals = await bench.refusalTimes(
      [installation.edge, ...gateways.map(({ edge }) => edge)],
      admin,
    );
    await Promise.all(gateways.splice(0).map(gateway => gateway.stop()));

    await fill(installation, admin, await bench.issue());
    await bench.issueAtRate();
    const [atRateFull, msEachFull] = [
      await bench.issueAtRate(),
      await bench.issueAsManyAsCanBe(),
    ];
    const checksFull = await bench.checkTimes();
    bench.close();

    return {
      title: 'issuing',
      method: `Renewals through the edge, P-256 keys, CA of RSA 3072, with portal, gateway and client on this machine's cores; ${WIDTH} at once for the first line, one every ${EVERY_MS} ms for times. Peer: one process of openssl x509 -req after another. ${GATEWAYS} gateways where certificates are revoked; then ${RECORDS.toLocaleString(
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
    rmSync(dataDir, { recursive: true, force: true });
  }
}
