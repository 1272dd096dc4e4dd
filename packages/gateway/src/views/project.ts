import type {
  SenderCertificate,
  ConnectionApproval,
  EventSubscription,
  RemoteEnvironment,
  Verdict,
} from '@remote-env/plugin-remote-env-common';
import type {
  CertificateRecord,
  EnvironmentRecord,
  SubscribedType,
} from './ConnectionsView';

/** An environment that is being deleted is gone already: undefined. */
export function environmentRecord(
  object: RemoteEnvironment,
): EnvironmentRecord | undefined {
  return object.metadata.deletionTimestamp
    ? undefined
    : {
        name: object.metadata.name,
        uid: object.metadata.uid,
        tenant: object.spec.tenant,
        group: object.spec.group,
      };
}

export function certificateRecord(
  object: SenderCertificate,
): CertificateRecord {
  const { fingerprint, issuer, serialNumber, environment } = object.spec;
  return {
    fingerprint,
    issuer,
    serialNumber,
    environment,
    revoked: object.status?.revocation !== undefined,
  };
}

/** What an approval says about an environment: nothing, when it was made for an earlier one of that name. */
export function verdictOn(
  environment: EnvironmentRecord,
  approval: ConnectionApproval | undefined,
): Verdict | undefined {
  return approval && approval.spec.environment.uid === environment.uid
    ? approval.spec.verdict
    : undefined;
}

/** Each type once, in order of name and version. */
export function distinctTypes(
  selectors: readonly { type: string; version?: string }[],
): SubscribedType[] {
  const byKey = new Map<string, SubscribedType>();
  for (const { type, version } of selectors) {
    byKey.set(`${type}\u0000${version ?? ''}`, { name: type, version });
  }
  return [...byKey.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, type]) => type);
}

/** What these subscriptions ask for; those that a sink ended do not count. */
export function subscribedTypes(
  subscriptions: readonly EventSubscription[],
): SubscribedType[] {
  return distinctTypes(
    subscriptions
      .filter(({ status }) => !status?.ended)
      .flatMap(({ spec }) => spec.eventTypes),
  );
}
