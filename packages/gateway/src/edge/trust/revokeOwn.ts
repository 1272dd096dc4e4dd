import {
  certificateObjectName,
  ClientCertificateKind,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

const ATTEMPTS = 5;

/**
 * Writes into a certificate's record that its holder has revoked it. A record that is revoked already stays as it is:
 * the first revocation is the one that counts.
 *
 * @param namespace - the system namespace
 * @throws StoreUnavailableError
 */
export async function revokeOwnCertificate(
  store: ResourceStore,
  namespace: string,
  fingerprint: string,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const record = await store.get(ClientCertificateKind, {
      namespace,
      name: certificateObjectName(fingerprint),
    });
    if (!record) {
      throw new Error('the record of a certificate in use is gone');
    }
    if (record.status?.revocation) {
      return;
    }
    try {
      await store.updateStatus(ClientCertificateKind, {
        ...record,
        status: {
          ...record.status,
          revocation: {
            at: new Date().toISOString(),
            by: `certificate:${fingerprint}`,
            reason: 'revoked by its holder',
          },
        },
      });
      return;
    } catch (error) {
      if (!(error instanceof ResourceConflictError) || attempt >= ATTEMPTS) {
        throw error;
      }
    }
  }
}
