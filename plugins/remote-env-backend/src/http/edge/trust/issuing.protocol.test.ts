import { createHash, X509Certificate } from 'node:crypto';
import {
  ClientCertificateKind,
  certificateObjectName,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import { environmentObject } from '../../../__testUtils__/objects';
import { SYSTEM } from '../../../__testUtils__/testStore';
import {
  ADMIN,
  call,
  CERTIFICATES,
  decode,
  EDGE,
  freshToken,
  get,
  INFO,
  post,
  useTrust,
} from './__testUtils__/useTrust';

describe('certificates for tokens, wire-contracts 1.1', () => {
  const { authority, connect, requests } = useTrust();

  it('leads from a token to a certificate', async () => {
    const { app, store, environment, issue, activity } = await connect();
    const first = await issue();
    const info = await get(app, `${INFO}?token=${first}`);
    expect(info.status).toBe(200);
    expect(info.headers['cache-control']).toBe('no-store');
    const second = freshToken(info.body);
    expect(second).not.toBe(first);
    expect(info.body).toEqual({
      csrUrl: `${EDGE}/v1/applications/certificates?token=${second}`,
      api: {
        metadataUrl: `${EDGE}/shop/v1/metadata/services`,
        eventsUrl: `${EDGE}/shop/v1/events`,
        eventsInfoUrl: `${EDGE}/shop/v1/events/subscribed`,
        infoUrl: `${EDGE}/v1/applications/management/info`,
        certificatesUrl: `${EDGE}/v1/applications/certificates`,
      },
      certificate: {
        subject: 'O=Acme,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=shop',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
    expect((await get(app, `${INFO}?token=${first}`)).status).toBe(403);

    const signed = await post(app, `${CERTIFICATES}?token=${second}`, {
      csr: requests.good,
      unknown: 'fields are ignored',
    });
    expect(signed.status).toBe(201);
    expect(Object.keys(signed.body)).toEqual(['crt', 'clientCrt', 'caCrt']);
    const [crt, clientCrt, caCrt] = Object.values<string>(signed.body).map(
      decode,
    );
    expect(caCrt).toBe(authority().chain);
    expect(crt).toBe(`${clientCrt}${caCrt}`);
    const leaf = new X509Certificate(clientCrt ?? '');
    expect(leaf.subject.split('\n').join(',')).toBe(
      info.body.certificate.subject,
    );
    expect(leaf.verify(new X509Certificate(authority().chain).publicKey)).toBe(
      true,
    );

    const fingerprint = createHash('sha256').update(leaf.raw).digest('hex');
    const record = await store.get(ClientCertificateKind, {
      namespace: SYSTEM,
      name: certificateObjectName(fingerprint),
    });
    expect(record?.spec).toMatchObject({
      environment,
      fingerprint,
      source: 'token',
      issuedTo: ADMIN,
      keyAlgorithm: 'rsa2048',
      pem: clientCrt,
    });
    const { items } = await activity.list({
      ...environment,
      createdAt: new Date(0),
    });
    expect(items).toEqual([
      expect.objectContaining({
        action: 'certificate-issue',
        outcome: 'success',
        details: { fingerprint },
      }),
    ]);
    expect(
      (
        await post(app, `${CERTIFICATES}?token=${second}`, {
          csr: requests.good,
        })
      ).body,
    ).toEqual({ code: 403, error: 'Invalid token.' });
  });

  it('speaks the oldest form', async () => {
    const { app, issue } = await connect();
    const base = '/v1/remoteenvironments/shop';
    const info = await get(app, `${base}/info?token=${await issue()}`);
    const token = freshToken(info.body);
    expect(info.body).toEqual({
      csrUrl: `${EDGE}${base}/client-certs?token=${token}`,
      api: {
        metadataUrl: `${EDGE}/shop/v1/metadata/services`,
        eventsUrl: `${EDGE}/shop/v1/events`,
        certificatesUrl: `${EDGE}${base}`,
      },
      certificate: {
        subject: 'OU=OrgUnit,O=Acme,L=Locality,ST=Province,C=DE,CN=shop',
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    });
    const elsewhere = `/v1/remoteenvironments/erp/client-certs?token=${token}`;
    expect((await post(app, elsewhere, { csr: requests.good })).body).toEqual({
      code: 403,
      error: 'Invalid token.',
    });
    const signed = await post(app, `${base}/client-certs?token=${token}`, {
      csr: requests.sha1,
    });
    expect(signed.status).toBe(201);
    expect(Object.keys(signed.body)).toEqual(['crt']);
    expect(decode(signed.body.crt).match(/BEGIN CERT/g)).toHaveLength(2);
  });

  it('lets exactly one of two at once succeed', async () => {
    const { app, issue, store } = await connect();
    const token = await issue();
    const infos = await Promise.all(
      [1, 2, 3].map(() => get(app, `${INFO}?token=${token}`)),
    );
    expect(infos.map(r => r.status).sort()).toEqual([200, 403, 403]);
    const fresh = await issue();
    const signed = await Promise.all(
      [1, 2, 3].map(() =>
        post(app, `${CERTIFICATES}?token=${fresh}`, { csr: requests.good }),
      ),
    );
    expect(signed.map(r => r.status).sort()).toEqual([201, 403, 403]);
    const { items } = await store.list(ClientCertificateKind);
    expect(items).toHaveLength(1);
  });

  it('keeps the token when there was no success', async () => {
    const { app, issue } = await connect();
    const url = `${CERTIFICATES}?token=${await issue()}`;
    const pem = (text: string) => Buffer.from(text).toString('base64');
    for (const [body, status, error] of [
      [
        '{"csr": ',
        400,
        expect.stringMatching(/^Error while unmarshalling request body: /),
      ],
      [
        {},
        400,
        'Error while unmarshalling request body: csr must be a string.',
      ],
      [
        { csr: '%%%' },
        400,
        'There was an error while parsing the base64 content. An incorrect value was provided.',
      ],
      [{ csr: pem('no PEM') }, 400, 'Error while decoding pem block.'],
      [
        {
          csr: pem(
            '-----BEGIN CERTIFICATE REQUEST-----\nYWJj\n-----END CERTIFICATE REQUEST-----',
          ),
        },
        400,
        expect.stringMatching(/^Error while parsing CSR: /),
      ],
      [{ csr: requests.foreign }, 400, 'CSR: Invalid common name provided.'],
      [
        { csr: 'A'.repeat(70_000) },
        413,
        'Request body is larger than 65536 bytes.',
      ],
    ] as const) {
      const answer = await post(app, url, body);
      expect(answer.body).toEqual({ code: status, error });
      expect(answer.status).toBe(status);
    }
    expect((await post(app, url, { csr: requests.good })).status).toBe(201);
  });

  it('wants a token before it reads anything', async () => {
    const { app } = await connect();
    const missing = { code: 403, error: 'Token not provided.' };
    const invalid = { code: 403, error: 'Invalid token.' };
    for (const url of [
      CERTIFICATES,
      '/v1/remoteenvironments/shop/client-certs',
    ]) {
      expect((await post(app, url, '{')).body).toEqual(missing);
      expect((await post(app, `${url}?token=guess`, '{')).body).toEqual(
        invalid,
      );
    }
    for (const url of [INFO, '/v1/remoteenvironments/shop/info']) {
      expect((await get(app, url)).body).toEqual(missing);
      expect((await get(app, `${url}?token=`)).body).toEqual(missing);
      expect((await get(app, `${url}?token=a&token=b`)).body).toEqual(missing);
      expect((await get(app, `${url}?token=guess`)).body).toEqual(invalid);
    }
  });

  it('takes no expired token', async () => {
    const { app, issue } = await connect();
    const token = await issue();
    const later = Date.now() + 301_000;
    const now = jest.spyOn(Date, 'now').mockReturnValue(later);
    try {
      const { test } = await call(app, 'get', `${INFO}?token=${token}`);
      expect((await test).body).toEqual({ code: 403, error: 'Invalid token.' });
    } finally {
      now.mockRestore();
    }
  });

  it('ends guesses of one address with Retry-After', async () => {
    const { app, issue } = await connect({ perAddress: 3 });
    for (let i = 0; i < 3; i++) {
      expect((await get(app, `${INFO}?token=guess${i}`)).status).toBe(403);
    }
    const refused = await get(app, `${INFO}?token=guess`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.body.code).toBe(429);
    const other = await get(app, `${INFO}?token=${await issue()}`, {
      ip: '192.0.2.2',
    });
    expect(other.status).toBe(200);
  });

  it.each([
    ['suspended', 'Connection is suspended.'],
    ['rejected', 'Invalid token.'],
  ] as const)(
    'gives nothing to an environment that is %s',
    async (verdict, error) => {
      const { app, issue } = await connect({ verdict });
      const token = await issue();
      expect((await get(app, `${INFO}?token=${token}`)).body).toEqual({
        code: 403,
        error,
      });
      expect(
        (
          await post(app, `${CERTIFICATES}?token=${token}`, {
            csr: requests.good,
          })
        ).body,
      ).toEqual({ code: 403, error });
    },
  );

  it('gives nothing to the former holder of a name', async () => {
    const { app, issue, store } = await connect();
    const token = await issue();
    const name = { namespace: SYSTEM, name: 'shop' };
    await store.delete(RemoteEnvironmentKind, name);
    await store.create(RemoteEnvironmentKind, environmentObject('shop'));
    expect((await get(app, `${INFO}?token=${token}`)).body).toEqual({
      code: 403,
      error: 'Invalid token.',
    });
  });
});
