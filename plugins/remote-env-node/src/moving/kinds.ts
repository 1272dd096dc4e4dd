import {
  ClientCertificateKind,
  ConnectionApprovalKind,
  EventSubscriptionKind,
  RemoteEnvironmentKind,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  type ResourceKind,
} from '@remote-env/plugin-remote-env-common';

/** Every kind that an installation consists of; owners before what they own. */
export const MOVED_KINDS: readonly ResourceKind[] = [
  RemoteEnvironmentKind,
  ConnectionApprovalKind,
  ClientCertificateKind,
  RemoteServiceKind,
  RemoteServiceBindingKind,
  EventSubscriptionKind,
  SecretKind,
];

/** Names of the namespaces of an installation that are its own; there are those of consumers, too. */
export interface Namespaces {
  authority: string;
  system: string;
}
