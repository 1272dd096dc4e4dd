import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import {
  CERTIFICATES,
  decode,
  freshToken,
  get,
  INFO,
  post,
  RENEWALS,
  useTrust,
} from './__testUtils__/useTrust';

describe('tenant and group in subjects', () => {
  const { connect, reconfigured, renewable, requests } = useTrust();

  it('has tenant and group in O and OU where that is configured', async () => {
    const { app, issue } = await connect({
      byTenant: true,
      tenant: 'Tenant 1',
      group: 'group-1',
    });
    const subject = 'O=Tenant 1,OU=group-1,L=Locality,ST=Province,C=DE,CN=shop';
    const info = await get(app, `${INFO}?token=${await issue()}`);
    expect(info.body.certificate.subject).toBe(subject);
    const url = `${CERTIFICATES}?token=${freshToken(info.body)}`;
    expect((await post(app, url, { csr: requests.good })).body).toEqual({
      code: 400,
      error: 'CSR: Invalid organization provided.',
    });
    const signed = await post(app, url, { csr: requests.tenant });
    expect(certificateFacts(decode(signed.body.clientCrt)).subject).toBe(
      subject,
    );
    const base = '/v1/remoteenvironments/shop';
    const oldest = await get(app, `${base}/info?token=${await issue()}`);
    expect(oldest.body.certificate.subject).toMatch(
      /^OU=group-1,O=Tenant 1,L=/,
    );
  });

  it('keeps the configured subject for whoever has no tenant', async () => {
    const { app, issue } = await connect({ byTenant: true });
    const signed = await post(app, `${CERTIFICATES}?token=${await issue()}`, {
      csr: requests.good,
    });
    expect(signed.status).toBe(201);
  });

  it.each([true, false])(
    'renews by the subject of the certificate after the configuration changed from tenant in O: %j, and gives the subject of today',
    async before => {
      const tenant = { tenant: 'Tenant 1', group: 'group-1' };
      const [had, has] = before ? ['tenant', 'good'] : ['good', 'tenant'];
      const { identity, store } = await renewable(
        { ...tenant, byTenant: before },
        had,
      );
      const app = await reconfigured(store, !before);
      const expected = before ? 'O=Acme,OU=OrgUnit,' : 'O=Tenant 1,OU=group-1,';
      for (const csr of [requests[had], requests[has]]) {
        const renewed = await post(app, RENEWALS, { csr }, { identity });
        expect(renewed.status).toBe(201);
        const { subject } = certificateFacts(decode(renewed.body.clientCrt));
        expect(subject).toBe(`${expected}L=Locality,ST=Province,C=DE,CN=shop`);
      }
      expect(
        (await post(app, RENEWALS, { csr: requests.foreign }, { identity }))
          .body.error,
      ).toBe('CSR: Invalid common name provided.');
    },
  );
});
