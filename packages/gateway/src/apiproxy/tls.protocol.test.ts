import { RemoteServiceKind } from '@remote-env/plugin-remote-env-common';
import { TestCa } from '../__testUtils__/pki';
import { until } from '../__testUtils__/until';
import { ProtectedApis } from './__testUtils__/ProtectedApis';
import { TestServer, whole } from './__testUtils__/TestServer';

// Real stores and sockets, on machines that may be busy.
jest.setTimeout(60_000);

describe('the API proxy over TLS', () => {
  let apis: ProtectedApis;

  beforeAll(async () => {
    apis = await ProtectedApis.start();
  });

  beforeEach(() => apis.renew());

  afterAll(() => apis.close());

  let ca: TestCa;
  let secure: TestServer;

  beforeAll(async () => {
    ca = await TestCa.create('Systems');
    const server = await ca.issue('localhost', {
      usage: 'server',
      dnsNames: ['localhost'],
    });
    secure = await TestServer.start(
      whole((request, res, req) => {
        const socket = req.socket;
        const subject =
          'getPeerCertificate' in socket &&
          typeof socket.getPeerCertificate === 'function'
            ? socket.getPeerCertificate().subject?.CN
            : undefined;
        if (request.url === '/token') {
          res.setHeader('content-type', 'application/json');
          res.end(
            JSON.stringify({
              access_token: `for-${subject}-${request.body}`,
            }),
          );
          return;
        }
        res.end(`${subject} ${request.headers.authorization ?? ''}`);
      }),
      {
        cert: server.cert,
        key: server.key,
        ca: ca.cert,
        requestCert: true,
        rejectUnauthorized: false,
      },
    );
  });

  afterAll(() => secure.close());

  it('verifies the target unless the service was registered otherwise', async () => {
    const strict = await apis.proxy.api(apis.shop, 'tls-1', {
      targetUrl: secure.url,
    });
    const answer = await apis.proxy.call(strict.url, strict.token);
    expect(answer.status).toBe(502);
    const lax = await apis.proxy.store.get(
      RemoteServiceKind,
      strict.service.metadata,
    );
    if (!lax?.spec.api) {
      throw new Error('the service is gone');
    }
    lax.spec.api.skipVerify = true;
    await apis.proxy.store.update(RemoteServiceKind, lax);
    await until(
      async () =>
        (await apis.proxy.call(strict.url, strict.token)).status === 200,
    );
  });

  it('shows the target and the token endpoint the client certificate', async () => {
    const client = await ca.issue('shop-client', { usage: 'client' });
    const pair = { crt: client.cert, key: client.key };
    const generated = await apis.proxy.api(apis.shop, 'mtls-1', {
      targetUrl: secure.url,
      skipVerify: true,
      authentication: { type: 'certificateGen' },
      secret: { commonName: 'shop-client', ...pair },
    });
    const direct = await apis.proxy.call(generated.url, generated.token, {
      headers: { authorization: 'Basic own' },
    });
    expect(direct.text).toBe('shop-client Basic own');
    const byToken = await apis.proxy.api(apis.shop, 'mtls-2', {
      targetUrl: secure.url,
      skipVerify: true,
      authentication: {
        type: 'oauthWithCertificate',
        tokenUrl: `${secure.url}/token`,
      },
      secret: { clientId: 'me', ...pair },
    });
    const answer = await apis.proxy.call(byToken.url, byToken.token);
    expect(answer.text).toBe(
      'undefined Bearer for-shop-client-grant_type=client_credentials&client_id=me',
    );
  });
});
