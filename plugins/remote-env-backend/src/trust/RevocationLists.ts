import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClientCertificateKind,
  type Resource,
} from '@remote-env/plugin-remote-env-common';
import {
  revocationDigest,
  type Authority,
  type RevokedSerial,
} from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';
import type { CurrentAuthority } from './authority/CurrentAuthority';
import type { RetiredAuthorities } from './authority/RetiredAuthorities';
import type { ClientCaBundle, PublishedList } from './ClientCaBundle';
import { coalesced } from './coalesced';

/** From a revocation to its list: others that come meanwhile go into the same one. */
const SETTLE_MS = 100;
/** Between two looks whether a list is due. */
const CHECK_MS = 30_000;
/** After a failure. */
const AGAIN_MS = 2_000;
/** For whose clock is behind. */
const BACKDATE_MS = 5 * 60 * 1000;

const isRevoked = z.object({ status: z.object({ revocation: z.object({}) }) });

interface RevocationListsOptions {
  bundle: ClientCaBundle;
  current: CurrentAuthority;
  retired: RetiredAuthorities;
  /** Certificates of an issuer that were revoked and have not expired. */
  revoked: (issuer: string, now: Date) => Promise<RevokedSerial[]>;
  /** Resolves when `revoked` knows of all of them; rejects when that takes long. */
  complete: () => Promise<void>;
  /** From a list to its next update; renewed at half of it. */
  validityMs: number;
  logger: LoggerService;
}

/**
 * Keeps a list of revoked certificates (RFC 5280, 5) of each authority whose key is ours in the bundle, for those who
 * check certificates by themselves. The edge does not need them: it has the records. Every portal does it; who finds the
 * list that it wants to write there already writes nothing.
 */
export class RevocationLists {
  readonly #options: RevocationListsOptions;
  readonly #publishOnce = coalesced(() => this.#publish());
  #settling: NodeJS.Timeout | undefined;
  #checking: NodeJS.Timeout | undefined;
  #endListening: () => void = () => {};
  #failing = false;
  #stopped = false;

  static create(options: RevocationListsOptions) {
    return new RevocationLists(options);
  }

  private constructor(options: RevocationListsOptions) {
    this.#options = options;
  }

  /** Brings the lists up to date now. */
  async publish(): Promise<void> {
    await this.#publishOnce();
  }

  /** For each object of the store that changed. */
  observe({ kind, object }: { kind: string; object: Resource }): void {
    if (
      kind === ClientCertificateKind.kind &&
      isRevoked.safeParse(object).success
    ) {
      this.#soon(SETTLE_MS);
    }
  }

  /** Keeps them up to date from now on. */
  start(): void {
    this.#endListening = this.#options.current.onReplaced(() => this.#soon(0));
    this.#checking = setInterval(() => this.#soon(0), CHECK_MS);
    this.#checking.unref();
    this.#soon(0);
  }

  stop(): void {
    this.#stopped = true;
    this.#endListening();
    clearInterval(this.#checking);
    clearTimeout(this.#settling);
  }

  #soon(delayMs: number): void {
    if (this.#stopped) {
      return;
    }
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      this.publish().then(
        () => {
          this.#failing = false;
        },
        error => {
          if (!this.#failing) {
            this.#failing = true;
            this.#options.logger.warn(
              `Lists of revoked certificates are not up to date: ${error}`,
            );
          }
          this.#soon(AGAIN_MS);
        },
      );
    }, delayMs);
    this.#settling.unref();
  }

  async #publish(): Promise<void> {
    const { bundle, complete, current, retired } = this.#options;
    await complete();
    const authority = await current.get();
    const former = await retired.list(authority.facts.fingerprint);
    const authorities = [authority, ...former.map(one => one.authority)];
    await bundle.publishLists(async before => {
      const lists: PublishedList[] = [];
      for (const one of authorities) {
        lists.push(
          await this.#renewed(
            one,
            before.find(list => list.authority === one.facts.fingerprint),
          ),
        );
      }
      return lists;
    });
  }

  async #renewed(
    authority: Authority,
    before: PublishedList | undefined,
  ): Promise<PublishedList> {
    const { revoked, validityMs } = this.#options;
    const now = Date.now();
    const entries = await revoked(authority.facts.subject, new Date(now));
    const digest = revocationDigest(entries);
    const left = before ? Date.parse(before.nextUpdate) - now : 0;
    // Much longer than now: the configuration was changed. A little: another portal's clock.
    const isDue = left < validityMs / 2 || left > validityMs * 1.5;
    if (before && before.digest === digest && !isDue) {
      return before;
    }
    // Greater than any before, also where the Secret with the last one is gone.
    const number = Math.max((before?.number ?? 0) + 1, Math.floor(now / 1000));
    const nextUpdate = new Date(now + validityMs);
    return {
      authority: authority.facts.fingerprint,
      number,
      nextUpdate: nextUpdate.toISOString(),
      digest,
      pem: await authority.signRevocationList({
        number,
        thisUpdate: new Date(now - BACKDATE_MS),
        nextUpdate,
        revoked: entries,
      }),
    };
  }
}
