import type { Verdict } from '@remote-env/plugin-remote-env-common';

/** What the edge knows of one remote environment. */
export interface EnvironmentRecord {
  name: string;
  uid: string;
  tenant?: string;
  group?: string;
}

/** What the edge knows of one issued certificate. */
export interface CertificateRecord {
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
  issuer: string;
  serialNumber: string;
  environment: { name: string; uid: string };
  revoked: boolean;
}

/** One kind of event that somebody subscribed to. */
export interface SubscribedType {
  name: string;
  version?: string;
}

/** Who may connect, as this process knows it. Every method is a look-up in memory. */
export interface ConnectionsView {
  /** The environment that a name resolves to now; one that is being deleted is gone. */
  environment(name: string): EnvironmentRecord | undefined;

  /** The decision on this very environment, not on an earlier one of its name. */
  verdict(environment: EnvironmentRecord): Verdict | undefined;

  certificate(fingerprint: string): CertificateRecord | undefined;

  /** Types subscribed to, each once, in order of name and version. */
  subscribedTypes(environmentUid: string): SubscribedType[];

  /** Milliseconds since the view was last known to be complete and current; Infinity before the first time. */
  ageMs(): number;
}

/** The same questions put to the store itself, for what the view does not know (yet). */
export interface ConnectionsLookup {
  environment(name: string): Promise<EnvironmentRecord | undefined>;
  verdict(environment: EnvironmentRecord): Promise<Verdict | undefined>;
  certificate(fingerprint: string): Promise<CertificateRecord | undefined>;
}
