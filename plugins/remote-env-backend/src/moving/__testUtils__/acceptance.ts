import { X509Certificate } from 'node:crypto';
import {
  certificateObjectName,
  ClientCertificateKind,
  connectionState,
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  SecretKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { SYSTEM } from '@remote-env/plugin-remote-env-node/testing-kubernetes';

/** The rule of the edge (architecture, "Identity and authority"), on what a store holds. */
export async function acceptance(
  resources: ResourceStore,
  pem: string,
): Promise<string> {
  const certificate = new X509Certificate(pem);
  const bundle = await resources.get(SecretKind, {
    namespace: SYSTEM,
    name: 'client-ca-bundle',
  });
  const ca = new X509Certificate(
    Buffer.from(bundle?.data?.['ca.crt'] ?? '', 'base64'),
  );
  if (!certificate.verify(ca.publicKey)) {
    return 'not ours';
  }
  const fingerprint = certificate.fingerprint256
    .replaceAll(':', '')
    .toLowerCase();
  const record = await resources.get(ClientCertificateKind, {
    namespace: SYSTEM,
    name: certificateObjectName(fingerprint),
  });
  if (record?.status?.revocation) {
    return 'revoked';
  }
  const name = { namespace: SYSTEM, name: 'shop' };
  const environment = await resources.get(RemoteEnvironmentKind, name);
  const approval = await resources.get(ConnectionApprovalKind, name);
  if (record?.spec.environment.uid !== environment?.metadata.uid) {
    return 'of another environment';
  }
  return environment && connectionState(environment, approval) === 'approved'
    ? 'accepted'
    : 'not approved';
}
