import {
  ClientCertificateKind,
  ConnectionApprovalKind,
} from '@remote-env/plugin-remote-env-common';
import type { AssertedIdentity } from '@remote-env/plugin-remote-env-node';
import { approvalObject } from '../../../__testUtils__/objects';
import { SYSTEM } from '../../../__testUtils__/testStore';
import { Revocations } from '../../../trust';
import { ADMIN, post, RENEWALS, useTrust } from './__testUtils__/useTrust';

describe('renewals, wire-contracts 1.1', () => {
  const { renewable, requests } = useTrust();

  it('renews for the holder of a certificate', async () => {
    const { app, identity, store } = await renewable();
    const renewed = await post(
      app,
      RENEWALS,
      { csr: requests.good },
      { identity },
    );
    expect(renewed.status).toBe(201);
    expect(Object.keys(renewed.body)).toEqual(['crt', 'clientCrt', 'caCrt']);
    const { items } = await store.list(ClientCertificateKind);
    expect(items.map(item => item.spec.source).sort()).toEqual([
      'renewal',
      'token',
    ]);
    expect(
      items.find(item => item.spec.source === 'renewal')?.spec,
    ).toMatchObject({
      environment: identity.environment,
      issuedTo: `certificate:${identity.fingerprint}`,
    });
    expect(
      (await post(app, RENEWALS, { csr: requests.foreign }, { identity })).body,
    ).toEqual({ code: 400, error: 'CSR: Invalid common name provided.' });
  });

  it('renews nothing without a certificate, or with one that is revoked, unknown or of another', async () => {
    const { app, identity, store, environment } = await renewable();
    const renew = async (as?: AssertedIdentity) =>
      (await post(app, RENEWALS, { csr: requests.good }, { identity: as }))
        .body;
    expect(await renew()).toEqual({
      code: 401,
      error: 'Client certificate required.',
    });
    for (const other of [
      { ...identity, fingerprint: 'ab'.repeat(32) },
      { ...identity, environment: { name: 'shop', uid: 'another' } },
    ]) {
      expect(await renew(other)).toEqual({
        code: 403,
        error: 'no valid subject found',
      });
    }
    await Revocations.create({ store, namespace: SYSTEM }).revoke(
      environment.uid,
      identity.fingerprint,
      ADMIN,
    );
    expect(await renew(identity)).toEqual({
      code: 403,
      error: 'Certificate has been revoked.',
    });
  });

  it('renews nothing for a suspended connection', async () => {
    const { app, identity, store, environment } = await renewable();
    const name = { namespace: SYSTEM, name: 'shop' };
    await store.delete(ConnectionApprovalKind, name);
    await store.create(
      ConnectionApprovalKind,
      approvalObject(environment, 'suspended'),
    );
    expect(
      (await post(app, RENEWALS, { csr: requests.good }, { identity })).body,
    ).toEqual({ code: 403, error: 'Connection is suspended.' });
  });
});
