import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Addresses } from '../../../e2e/support/installation.ts';
import { EdgeSystem } from '../scale/edgeSystem.mts';
import type { PortalAdmin } from '../scale/people.mts';

const RENEWALS = '/v1/applications/certificates/renewals';
const INFO = '/v1/applications/management/info';
/** Renewals at once, where as many as can be are wanted, and how many. */
export const WIDTH = 8;
const CERTIFICATES = 600;
/** Where times count, 50 a second are offered: for ten seconds first, then for a minute that counts. */
export const EVERY_MS = 20;
const WARM_UP = 500;
const OFFERED = 3000;
const CHECKS = 600;
const REVOCATIONS = 40;

const issuedSchema = z.object({ clientCrt: z.string() });

/** Systems of one environment, and what they do. */
export class IssuingBench {
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
    await this.#issueEvery(WARM_UP);
    return this.#issueEvery(OFFERED);
  }

  async #issueEvery(count: number): Promise<number[]> {
    const started = performance.now();
    return Promise.all(
      Array.from({ length: count }, async (_, number) => {
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
    environment: string,
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
          `/environments/${environment}/certificates/${fingerprint}/revocation`,
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
