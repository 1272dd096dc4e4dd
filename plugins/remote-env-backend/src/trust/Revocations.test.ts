import {
  API_VERSION,
  certificateObjectName,
  ClientCertificateKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { Revocations } from './Revocations';

const FINGERPRINT = 'ab'.repeat(32);

describe('Revocations', () => {
  const { open } = useTestStore();

  async function withCertificate(store: ResourceStore) {
    await store.create(ClientCertificateKind, {
      apiVersion: API_VERSION,
      kind: 'ClientCertificate',
      metadata: {
        namespace: SYSTEM,
        name: certificateObjectName(FINGERPRINT),
      },
      spec: {
        environment: { name: 'shop', uid: 'uid-1' },
        issuer: 'CN=CA',
        serialNumber: 'A1',
        fingerprint: FINGERPRINT,
        subject: 'CN=shop',
        notBefore: '2026-11-21T00:00:00Z',
        notAfter: '2027-02-21T00:00:00Z',
        keyAlgorithm: 'rsa2048',
        source: 'token',
        pem: 'PEM',
      },
    });
    return Revocations.create({ store, namespace: SYSTEM });
  }

  it('writes who revoked it and why, once', async () => {
    const store = open();
    const revocations = await withCertificate(store);
    const revoked = await revocations.revoke(
      'uid-1',
      FINGERPRINT.toUpperCase(),
      'user:default/admin',
      { reason: 'key lost', code: 'keyCompromise' },
    );
    expect(revoked.status?.revocation).toEqual({
      at: expect.any(String),
      by: 'user:default/admin',
      reason: 'key lost',
      code: 'keyCompromise',
    });
    const again = await revocations.revoke(
      'uid-1',
      FINGERPRINT,
      'user:d/other',
    );
    expect(again.status).toEqual(revoked.status);
  });

  it('is not lost when others write the record at the same time', async () => {
    const store = open();
    const revocations = await withCertificate(store);
    const name = {
      namespace: SYSTEM,
      name: certificateObjectName(FINGERPRINT),
    };
    const touch = async () => {
      const record = await store.get(ClientCertificateKind, name);
      if (record) {
        await store.updateStatus(ClientCertificateKind, {
          ...record,
          status: { ...record.status, lastUsed: new Date().toISOString() },
        });
      }
    };
    await Promise.allSettled([
      touch(),
      revocations.revoke('uid-1', FINGERPRINT, 'user:default/a'),
      touch(),
      revocations.revoke('uid-1', FINGERPRINT, 'user:default/b'),
      touch(),
    ]);
    const record = await store.get(ClientCertificateKind, name);
    expect(record?.status?.revocation?.by).toMatch(/^user:default\/[ab]$/);
  });

  it('knows no certificate of another environment, nor a malformed fingerprint', async () => {
    const revocations = await withCertificate(open());
    for (const [uid, fingerprint] of [
      ['uid-2', FINGERPRINT],
      ['uid-1', 'cd'.repeat(32)],
      ['uid-1', '../secret'],
      // the name of the record is cut, the fingerprint is not
      ['uid-1', `${FINGERPRINT.slice(0, 58)}000000`],
    ] as const) {
      await expect(
        revocations.revoke(uid, fingerprint, 'user:default/admin'),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    }
  });
});
