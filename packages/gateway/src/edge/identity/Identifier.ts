import {
  EDGE_TEXTS,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type {
  ConnectionsLookup,
  ConnectionsView,
} from '../../views/ConnectionsView';
import { NOT_OURS, type ChainProblem } from './chain';
import type { ChainVerifier } from './ChainVerifier';
import { judge, refused, type Judgement, type Refused } from './judge';
import type { PeerCertificate } from './PeerCertificates';
import type { Presented } from './Presented';

/** Reads of the store for what the view does not know, a second: in all, and for one certificate. */
const LOOKUPS_PER_SECOND = 50;
const LOOKUPS_PER_CERTIFICATE = 5;

/**
 * How long the store's yes is taken for one that the view will soon know: the calls that follow the first one of a
 * new certificate must not run into the limits. Far below the second in which a revocation takes effect.
 */
const ACCEPTED_MS = 300;
const ACCEPTED_CAPACITY = 1000;

interface IdentifierOptions {
  view: ConnectionsView;
  lookup: ConnectionsLookup;
  verifier: ChainVerifier;
  /** Brings the verifier's CAs up to date now. */
  refreshTrust: () => Promise<void>;
  maxViewAgeMs: number;
  now?: () => number;
}

/**
 * Says who is calling, on every request anew, so that a revocation takes effect on open connections and resumed
 * sessions too. The usual case costs three look-ups in memory; only a certificate that verifies but cannot be
 * placed, or is on record but does not verify, makes the store be read, and that within limits.
 */
export class Identifier {
  readonly #options: IdentifierOptions;
  readonly #allLookups = new RateLimiterMemory({
    points: LOOKUPS_PER_SECOND,
    duration: 1,
  });
  readonly #lookupsByCertificate = new RateLimiterMemory({
    points: LOOKUPS_PER_CERTIFICATE,
    duration: 1,
  });

  /** Fresh answers of the store, by certificate and name asked for. */
  readonly #accepted = new Map<
    string,
    { judgement: Judgement; until: number }
  >();

  static create(options: IdentifierOptions): Identifier {
    return new Identifier(options);
  }

  private constructor(options: IdentifierOptions) {
    this.#options = options;
  }

  /** @returns the refusal of everything, when the view is too old to decide by */
  staleness(): Refused | undefined {
    return this.#options.view.ageMs() > this.#options.maxViewAgeMs
      ? refused(503, 'Service is not available.', 'view too old')
      : undefined;
  }

  /** @param name - the environment in the path; absent where the route has none */
  identify(
    { peer, problem: unusable }: Presented,
    name: string | undefined,
  ): Judgement | Promise<Judgement> {
    const stale = this.staleness();
    if (stale) {
      return stale;
    }
    if (unusable) {
      return refused(403, EDGE_TEXTS.noValidSubject, unusable);
    }
    if (!peer) {
      return refused(401, EDGE_TEXTS.certificateRequired, 'no certificate');
    }
    const problem = this.#problem(peer);
    // A record is written after its authority was published: ours has yet to be read.
    if (
      problem === NOT_OURS &&
      this.#options.view.certificate(peer.fingerprint)
    ) {
      return this.#judgeByNewTrust(peer, name);
    }
    return this.#judge(peer, name, problem);
  }

  #problem(peer: PeerCertificate): ChainProblem | undefined {
    const now = this.#options.now?.() ?? Date.now();
    return this.#options.verifier.problem(peer, now);
  }

  async #judgeByNewTrust(
    peer: PeerCertificate,
    name: string | undefined,
  ): Promise<Judgement> {
    if (await this.#mayLookUp(peer.fingerprint)) {
      await this.#options.refreshTrust();
    }
    return this.#judge(peer, name, this.#problem(peer));
  }

  #judge(
    peer: PeerCertificate,
    name: string | undefined,
    problem: ChainProblem | undefined,
  ): Judgement | Promise<Judgement> {
    if (problem) {
      return refused(403, EDGE_TEXTS.noValidSubject, problem);
    }
    const judgement = this.#judgeByView(peer, name);
    return judgement.accepted || !judgement.fresh
      ? judgement
      : this.#judgeAgain(peer, name, judgement);
  }

  #judgeByView(peer: PeerCertificate, name: string | undefined): Judgement {
    const { view } = this.#options;
    const record = view.certificate(peer.fingerprint);
    const asked = name ?? record?.environment.name;
    const environment =
      asked === undefined ? undefined : view.environment(asked);
    return judge(peer, name, {
      record,
      environment,
      verdict: environment && view.verdict(environment),
    });
  }

  /** The view may lag behind a certificate or an approval of this moment: asks the store once, if it may. */
  async #judgeAgain(
    peer: PeerCertificate,
    name: string | undefined,
    byView: Judgement,
  ): Promise<Judgement> {
    const key = `${peer.fingerprint} ${name ?? ''}`;
    const recent = this.#accepted.get(key);
    if (recent && recent.until > performance.now()) {
      return recent.judgement;
    }
    if (!(await this.#mayLookUp(peer.fingerprint))) {
      return byView;
    }
    const { lookup } = this.#options;
    try {
      const record = await lookup.certificate(peer.fingerprint);
      const asked = name ?? record?.environment.name;
      const environment =
        asked === undefined ? undefined : await lookup.environment(asked);
      const verdict = environment && (await lookup.verdict(environment));
      const judgement = judge(peer, name, { record, environment, verdict });
      if (judgement.accepted) {
        this.#remember(key, judgement);
      }
      return judgement;
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        return refused(503, 'Service is not available.', 'store unavailable');
      }
      throw error;
    }
  }

  #remember(key: string, judgement: Judgement) {
    if (this.#accepted.size >= ACCEPTED_CAPACITY) {
      this.#accepted.clear();
    }
    this.#accepted.set(key, {
      judgement,
      until: performance.now() + ACCEPTED_MS,
    });
  }

  async #mayLookUp(fingerprint: string): Promise<boolean> {
    try {
      await this.#lookupsByCertificate.consume(fingerprint);
      await this.#allLookups.consume('all');
      return true;
    } catch {
      return false;
    }
  }
}
