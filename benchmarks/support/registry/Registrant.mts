import path from 'node:path';
import { z } from 'zod';
import type { Addresses } from '../../../e2e/support/installation.ts';
import { connectEnvironment } from '../connected.mts';
import { EdgeSystem } from '../scale/edgeSystem.mts';
import { times } from '../timing.mts';
import { withApi, withEvents } from './definitions.mts';

/** Registrations at once while an environment is filled. */
const WIDTH = 8;
/** Documents that the many share; those that are measured have one each. */
const EDITIONS = 50;

const registeredSchema = z.object({ id: z.string() });

/** Milliseconds of each, by kind of document. */
export interface RegistrationTimes {
  api: number[];
  events: number[];
}

/** Services that all of them have registered: each has a number of its own. */
let numbers = 0;

/** An environment whose system registers services over the edge. */
export class Registrant {
  readonly name: string;
  /** Folder with `key.pem`, `cert.pem` and `chain.pem`. */
  readonly identity: string;
  readonly #system: EdgeSystem;
  #registered = 0;

  static async connect(
    addresses: Addresses,
    name: string,
  ): Promise<Registrant> {
    const { chainFile, ...pair } = await connectEnvironment(
      addresses.dataDir,
      name,
    );
    const system = new EdgeSystem(addresses, pair);
    return new Registrant(name, path.dirname(chainFile), system);
  }

  private constructor(name: string, identity: string, system: EdgeSystem) {
    this.name = name;
    this.identity = identity;
    this.#system = system;
  }

  /** Services of this environment. */
  get size(): number {
    return this.#registered;
  }

  async fillTo(size: number): Promise<void> {
    const started = performance.now();
    const before = this.size;
    let left = size - before;
    await Promise.all(
      Array.from({ length: WIDTH }, async () => {
        while (left > 0) {
          left -= 1;
          await this.registerApi(left % EDITIONS);
        }
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    const rate = ((size - before) / seconds).toFixed(0);
    console.error(`… ${size} registered in ${this.name}, ${rate} a second`);
  }

  /** So many of each kind one after the other, each with a document of its own. */
  async registrationTimes(count: number): Promise<RegistrationTimes> {
    return {
      api: await times(count, () => this.registerApi()),
      events: await times(count, () => this.#register(withEvents)),
    };
  }

  /** @param edition - of its document; without, it has one of its own */
  registerApi(edition?: number): Promise<void> {
    return this.#register(number => withApi(number, edition ?? 1000 + number));
  }

  close(): void {
    this.#system.close();
  }

  async #register(definition: (number: number) => object): Promise<void> {
    numbers += 1;
    const { status, text } = await this.#system.call(
      'POST',
      `/${this.name}/v1/metadata/services`,
      definition(numbers),
    );
    if (status !== 200) {
      throw new Error(`A registration was answered ${status}: ${text}`);
    }
    registeredSchema.parse(JSON.parse(text));
    this.#registered += 1;
  }
}
