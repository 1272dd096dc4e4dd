import {
  certificateObjectName,
  SenderCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  type SenderCertificate,
  type ConnectionApproval,
  type EventSubscription,
  type RemoteEnvironment,
  type Resource,
  type ResourceKind,
  type Verdict,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceCache,
  type ResourceStore,
  type ViewChange,
} from '@remote-env/plugin-remote-env-node';
import type { Logger } from '../process/Logger';
import type {
  CertificateRecord,
  ConnectionsView,
  EnvironmentRecord,
  SubscribedType,
} from './ConnectionsView';
import {
  certificateRecord,
  environmentRecord,
  subscribedTypes,
  verdictOn,
} from './project';

interface StoreViewOptions {
  store: ResourceStore;
  /** The system namespace. */
  namespace: string;
  /** Called after each change; `addsOnly`: it takes nothing from anybody. */
  onChange: (change: { addsOnly: boolean }) => void;
  logger: Logger;
}

/** The view as the store's watches keep it. */
export class StoreView implements ConnectionsView {
  readonly #environments: ResourceCache<RemoteEnvironment>;
  readonly #approvals: ResourceCache<ConnectionApproval>;
  readonly #certificates: ResourceCache<SenderCertificate>;
  readonly #subscriptions: ResourceCache<EventSubscription>;
  readonly #caches: readonly Pick<
    ResourceCache<Resource>,
    'ready' | 'ageSeconds' | 'close'
  >[];
  /** Made once for each version of an object, since every request asks. */
  readonly #environmentRecords = new WeakMap<
    RemoteEnvironment,
    EnvironmentRecord
  >();
  readonly #certificateRecords = new WeakMap<
    SenderCertificate,
    CertificateRecord
  >();

  /** Resolves once every kind has been listed; rejects when the view is closed before. */
  readonly ready: Promise<void>;

  static start(options: StoreViewOptions): StoreView {
    return new StoreView(options);
  }

  private constructor({
    store,
    namespace,
    onChange,
    logger,
  }: StoreViewOptions) {
    const follow = <T extends Resource>(
      kind: ResourceKind<T>,
      addsOnly: (change: ViewChange<T>) => boolean = () => false,
    ) =>
      ResourceCache.start(store, kind, {
        namespace,
        logger,
        onEvent: change => onChange({ addsOnly: addsOnly(change) }),
      });
    this.#environments = follow(RemoteEnvironmentKind);
    this.#approvals = follow(ConnectionApprovalKind);
    this.#certificates = follow(
      SenderCertificateKind,
      ({ type, object }) => type !== 'DELETED' && !object.status?.revocation,
    );
    this.#subscriptions = follow(EventSubscriptionKind).index(
      'environment',
      subscription => subscription.spec.environment.uid,
    );
    this.#caches = [
      this.#environments,
      this.#approvals,
      this.#certificates,
      this.#subscriptions,
    ];
    this.ready = Promise.all(this.#caches.map(cache => cache.ready)).then(
      () => {},
    );
    this.ready.catch(() => {});
  }

  environment(name: string): EnvironmentRecord | undefined {
    const object = this.#environments.get(name);
    if (!object) {
      return undefined;
    }
    const known = this.#environmentRecords.get(object);
    if (known) {
      return known;
    }
    const record = environmentRecord(object);
    if (record) {
      this.#environmentRecords.set(object, record);
    }
    return record;
  }

  verdict(environment: EnvironmentRecord): Verdict | undefined {
    return verdictOn(environment, this.#approvals.get(environment.name));
  }

  certificate(fingerprint: string): CertificateRecord | undefined {
    const object = this.#certificates.get(certificateObjectName(fingerprint));
    return object && this.#certificateRecord(object);
  }

  subscribedTypes(environmentUid: string): SubscribedType[] {
    return subscribedTypes(
      this.#subscriptions.byIndex('environment', environmentUid),
    );
  }

  ageMs(): number {
    return 1000 * Math.max(...this.#caches.map(cache => cache.ageSeconds()));
  }

  /** All that a snapshot needs; certificates as they are when it is their turn. */
  contents() {
    const certificates = this.#certificates.list();
    return {
      environments: this.#environments
        .list()
        .flatMap(object => environmentRecord(object) ?? []),
      approvals: this.#approvals.list().map(({ spec }) => ({
        environment: spec.environment,
        verdict: spec.verdict,
      })),
      certificates: records(certificates, each =>
        this.#certificateRecord(each),
      ),
      subscriptions: this.#subscriptions
        .list()
        .filter(({ status }) => !status?.ended)
        .map(({ spec }) => ({
          environmentUid: spec.environment.uid,
          eventTypes: spec.eventTypes,
        })),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#caches.map(cache => cache.close()));
  }

  #certificateRecord(object: SenderCertificate): CertificateRecord {
    const known = this.#certificateRecords.get(object);
    if (known) {
      return known;
    }
    const record = certificateRecord(object);
    this.#certificateRecords.set(object, record);
    return record;
  }
}

function* records<T, R>(objects: readonly T[], record: (object: T) => R) {
  for (const object of objects) {
    yield record(object);
  }
}
