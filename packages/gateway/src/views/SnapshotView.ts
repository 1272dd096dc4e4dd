import type { Verdict } from '@remote-env/plugin-remote-env-common';
import type {
  CertificateRecord,
  ConnectionsView,
  EnvironmentRecord,
  SubscribedType,
} from './ConnectionsView';
import { distinctTypes } from './project';
import type { Snapshot } from './snapshot';

/** The view of an earlier process of this gateway; it only grows older. */
export class SnapshotView implements ConnectionsView {
  readonly #snapshot: Snapshot;
  readonly #environments: Map<string, EnvironmentRecord>;
  readonly #verdicts: Map<string, Verdict>;
  readonly #certificates: Map<string, CertificateRecord>;
  /** From here on the age grows by the monotonic clock: setting the other one makes no view younger. */
  readonly #readAt = performance.now();
  readonly #ageWhenRead: number;

  static create(snapshot: Snapshot): SnapshotView {
    return new SnapshotView(snapshot);
  }

  private constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    const age = Date.now() - snapshot.confirmedAt;
    // A clock that went back makes the age unknowable.
    this.#ageWhenRead = age < 0 ? Number.POSITIVE_INFINITY : age;
    this.#environments = new Map(snapshot.environments.map(e => [e.name, e]));
    this.#verdicts = new Map(
      snapshot.approvals.map(a => [a.environment.uid, a.verdict]),
    );
    this.#certificates = new Map(
      snapshot.certificates.map(c => [c.fingerprint, c]),
    );
  }

  environment(name: string): EnvironmentRecord | undefined {
    return this.#environments.get(name);
  }

  verdict({ uid }: EnvironmentRecord): Verdict | undefined {
    return this.#verdicts.get(uid);
  }

  certificate(fingerprint: string): CertificateRecord | undefined {
    return this.#certificates.get(fingerprint);
  }

  subscribedTypes(environmentUid: string): SubscribedType[] {
    return distinctTypes(
      this.#snapshot.subscriptions
        .filter(s => s.environmentUid === environmentUid)
        .flatMap(s => s.eventTypes),
    );
  }

  ageMs(): number {
    return this.#ageWhenRead + performance.now() - this.#readAt;
  }
}
