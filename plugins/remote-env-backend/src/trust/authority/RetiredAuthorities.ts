import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  SecretKind,
  TRUST_SECRETS,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { Authority } from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';
import { createSecret, isRace, replaceSecret, secretText } from '../secrets';
import type { AuthorityInUse } from './CurrentAuthority';

const ATTEMPTS = 10;
/** Portals that notice the same replacement one after the other write it down once. */
const SAME_MS = 60_000;

const entrySchema = z.object({
  /** PEM of the chain. */
  certificate: z.string(),
  key: z.string(),
  retiredAt: z.iso.datetime(),
});
type Entry = z.infer<typeof entrySchema>;

/** An authority of ours that signs no certificates any more, only the list of those that it revoked. */
export interface RetiredAuthority {
  authority: Authority;
  retiredAt: Date;
}

/**
 * Former authorities of ours, all in one Secret, by fingerprint: so that the portal needs no right to list or delete
 * Secrets beside the keys of the installation.
 */
export class RetiredAuthorities {
  readonly #store: ResourceStore;
  readonly #address: { namespace: string; name: string };
  readonly #logger: LoggerService;
  /** By fingerprint: a key is not read again for every list. */
  readonly #loaded = new Map<string, Authority>();
  readonly #complained = new Set<string>();

  /** @param options - `namespace`: the authority namespace */
  static create(options: {
    store: ResourceStore;
    namespace: string;
    logger: LoggerService;
  }) {
    return new RetiredAuthorities(options);
  }

  private constructor(options: {
    store: ResourceStore;
    namespace: string;
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#address = {
      namespace: options.namespace,
      name: TRUST_SECRETS.retiredClientCas,
    };
  }

  /** Keeps one; keeping it again changes nothing. */
  async keep({ authority, pair }: AuthorityInUse): Promise<void> {
    const { fingerprint } = authority.facts;
    await this.#change(entries => {
      const now = Date.now();
      const known = entries.get(fingerprint);
      if (known && now - Date.parse(known.retiredAt) < SAME_MS) {
        return undefined;
      }
      return new Map(entries).set(fingerprint, {
        certificate: authority.chain,
        key: pair.key,
        retiredAt: new Date(now).toISOString(),
      });
    });
  }

  /** Forgets one for good, unless it was kept again since then. */
  async forget({ authority, retiredAt }: RetiredAuthority): Promise<void> {
    const { fingerprint } = authority.facts;
    await this.#change(entries => {
      const known = entries.get(fingerprint);
      if (known?.retiredAt !== retiredAt.toISOString()) {
        return undefined;
      }
      const others = new Map(entries);
      others.delete(fingerprint);
      return others;
    });
    this.#loaded.delete(fingerprint);
  }

  /**
   * Those that can still sign, the latest first.
   *
   * @param current - fingerprint of the authority in use, which may stand among them while a rotation is under way
   */
  async list(current: string): Promise<RetiredAuthority[]> {
    const { entries } = await this.#read();
    const found: RetiredAuthority[] = [];
    for (const [fingerprint, entry] of entries) {
      const authority =
        fingerprint === current
          ? undefined
          : await this.#load(fingerprint, entry);
      if (authority) {
        found.push({ authority, retiredAt: new Date(entry.retiredAt) });
      }
    }
    return found.sort((a, b) => b.retiredAt.getTime() - a.retiredAt.getTime());
  }

  async #load(
    fingerprint: string,
    entry: Entry,
  ): Promise<Authority | undefined> {
    const known = this.#loaded.get(fingerprint);
    if (known) {
      return known;
    }
    try {
      const authority = await Authority.load(entry);
      this.#loaded.set(fingerprint, authority);
      return authority;
    } catch (error) {
      this.#complain(fingerprint, String(error));
      return undefined;
    }
  }

  async #read() {
    const secret = await this.#store.get(SecretKind, this.#address);
    const entries = new Map<string, Entry>();
    for (const fingerprint of Object.keys(secret?.data ?? {})) {
      const entry = secret && entryOf(secretText(secret, fingerprint) ?? '');
      if (entry) {
        entries.set(fingerprint, entry);
      } else {
        this.#complain(fingerprint, 'it is no entry of ours');
      }
    }
    return { secret, entries };
  }

  /** @param change - undefined: leave it as it is */
  async #change(
    change: (entries: Map<string, Entry>) => Map<string, Entry> | undefined,
  ): Promise<void> {
    for (let left = ATTEMPTS; ; left--) {
      const { secret, entries } = await this.#read();
      const after = change(entries);
      if (!after) {
        return;
      }
      const values = Object.fromEntries(
        [...after].map(([name, entry]) => [name, JSON.stringify(entry)]),
      );
      try {
        await (secret
          ? replaceSecret(this.#store, secret, values)
          : createSecret(this.#store, this.#address, values));
        return;
      } catch (error) {
        if (!isRace(error) || left <= 1) {
          throw error;
        }
      }
    }
  }

  #complain(fingerprint: string, reason: string): void {
    if (!this.#complained.has(fingerprint)) {
      this.#complained.add(fingerprint);
      const { namespace, name } = this.#address;
      this.#logger.warn(
        `The former authority ${fingerprint} in Secret ${namespace}/${name} is of no use: ${reason}`,
      );
    }
  }
}

function entryOf(text: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
