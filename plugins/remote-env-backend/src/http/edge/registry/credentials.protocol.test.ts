import { X509Certificate } from 'node:crypto';
import { createGeneratedClient } from '@remote-env/plugin-remote-env-node/x509';
import { contentsOf } from '../../../__testUtils__/registryHarness';
import { OAUTH } from '../../../__testUtils__/serviceDefinitions';
import {
  MASKED,
  SERVICES,
  useRegistryRoutes,
  withCredentials,
} from './__testUtils__/useRegistryRoutes';

jest.setTimeout(60_000);

const csrfInfo = { tokenEndpointURL: 'https://orders.acme.test/csrf' };

describe('acceptance of the older registry, credentials (application-connector 8.2)', () => {
  const { given, call, register, read } = useRegistryRoutes();

  it.each([
    ['OAuth', OAUTH],
    ['OAuth with CSRF', { oauth: { ...OAUTH.oauth, csrfInfo } }],
    [
      'OAuth with parameters',
      {
        oauth: {
          ...OAUTH.oauth,
          requestParameters: {
            headers: { 'X-A': ['1'] },
            queryParameters: { k: ['v'] },
          },
        },
      },
    ],
    ['Basic', { basic: { username: 'u', password: 'p' } }],
    ['Basic with CSRF', { basic: { username: 'u', password: 'p', csrfInfo } }],
  ])(
    'registers with %s and reads it back with masked secrets',
    async (_, credentials) => {
      const definition = withCredentials(credentials);
      const url = await register(definition);
      const expected: unknown = JSON.parse(
        JSON.stringify(definition, (key, value) =>
          ['clientId', 'clientSecret', 'username', 'password'].includes(key)
            ? MASKED
            : value,
        ),
      );
      expect(await read(url)).toEqual({
        ...(expected as object),
        labels: { 'connected-app': 'shop' },
      });
    },
  );

  it('makes a certificate for CertificateGen, and keeps it while its name stays', async () => {
    const { stores } = given();
    const definition = withCredentials({
      certificateGen: { commonName: 'shop-client', csrfInfo },
    });
    const url = await register(definition);
    const first = (await read(url)).api.credentials.certificateGen;
    expect(first).toEqual({
      commonName: 'shop-client',
      certificate: expect.any(String),
      csrfInfo,
    });
    const pem = Buffer.from(first.certificate, 'base64').toString();
    expect(new X509Certificate(pem).subject).toBe('CN=shop-client');

    await call('put', url, { body: { ...definition, description: 'new' } });
    expect((await read(url)).api.credentials.certificateGen).toEqual(first);
    await call('put', url, {
      body: withCredentials({ certificateGen: { commonName: 'other' } }),
    });
    const other = (await read(url)).api.credentials.certificateGen;
    expect(other.certificate).not.toBe(first.certificate);
    const { secrets } = await contentsOf(stores);
    expect(Object.keys(secrets[0]?.data ?? {}).sort()).toEqual([
      'commonName',
      'crt',
      'key',
    ]);
  });

  it('takes a client certificate for the token endpoint, gives it back and keeps the key to itself (wire-contracts 1.2)', async () => {
    const { stores } = given();
    const pair = await createGeneratedClient('shop-client');
    const other = await createGeneratedClient('another');
    const base64 = (pem: string) => Buffer.from(pem).toString('base64');
    const sent = {
      url: 'https://orders.acme.test/token',
      clientId: 'client-1',
      certificate: pair.certificate,
      key: pair.key,
      requestParameters: { headers: { 'X-A': ['1'] }, queryParameters: {} },
      csrfInfo,
    };
    const url = await register(withCredentials({ oauthWithCertificate: sent }));
    const shown = await read(url);
    expect(shown.api.credentials).toEqual({
      oauthWithCertificate: {
        ...sent,
        clientId: MASKED,
        certificate: base64(pair.certificate),
        key: MASKED,
      },
    });
    const secretData = async () => (await contentsOf(stores)).secrets[0]?.data;
    const kept = {
      clientId: base64('client-1'),
      crt: base64(pair.certificate),
      key: base64(pair.key),
      headers: base64('{"X-A":["1"]}'),
      queryParameters: base64('{}'),
    };
    expect(await secretData()).toEqual(kept);
    // What was read can be sent back as it is.
    expect((await call('put', url, { body: shown })).status).toBe(200);
    expect(await secretData()).toEqual(kept);

    for (const [change, problem] of [
      [{ certificate: 'x' }, 'certificate is no certificate in PEM'],
      [{ key: 'x' }, 'key is no key in PEM without a password'],
      [
        { certificate: base64(other.certificate) },
        'key does not belong to the certificate',
      ],
      [
        { url: 'https://elsewhere.test/token' },
        'clientId is masked, but the token URL leads elsewhere than before',
      ],
    ] as const) {
      const refused = await call('put', url, {
        body: withCredentials({
          oauthWithCertificate: {
            ...shown.api.credentials.oauthWithCertificate,
            ...change,
          },
        }),
      });
      expect(refused.status).toBe(400);
      expect(refused.body.error).toContain(
        `api.credentials.oauthWithCertificate.${problem}`,
      );
    }
    expect(await secretData()).toEqual(kept);
  });

  it('refuses OAuth and Basic together', async () => {
    const { status, body } = await call('post', SERVICES, {
      body: withCredentials({
        ...OAUTH,
        basic: { username: 'u', password: 'p' },
      }),
    });
    expect(status).toBe(400);
    expect(body).toEqual({
      code: 400,
      error: expect.stringContaining('to many authentication methods provided'),
    });
  });

  it('changes credentials from one type to the other', async () => {
    const url = await register(withCredentials(OAUTH));
    const basic = { username: 'u', password: 'p' };
    const put = await call('put', url, { body: withCredentials({ basic }) });
    expect(put.status).toBe(200);
    expect((await read(url)).api.credentials).toEqual({
      basic: { username: MASKED, password: MASKED },
    });
    await call('put', url, { body: withCredentials(OAUTH) });
    expect((await read(url)).api.credentials).toEqual({
      oauth: { ...OAUTH.oauth, clientId: MASKED, clientSecret: MASKED },
    });
  });
});
