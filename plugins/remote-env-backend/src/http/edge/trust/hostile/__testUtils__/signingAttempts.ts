import { gzipSync } from 'node:zlib';
import type {
  Attempts,
  HOSTILE_GROUPS,
} from '@remote-env/plugin-remote-env-node/testing-hostile';
import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { z } from 'zod';
import { forgeRequest } from './forgeRequest';
import { SUBJECT, type OpensslKey } from './OpensslRequests';
import { CERTIFICATES, RENEWALS, type PortalScene } from './usePortalScene';

const TEN_MB = 10 * 1024 * 1024;
const LABEL = 'CERTIFICATE REQUEST';

const pemOf = (der: Buffer) =>
  `-----BEGIN ${LABEL}-----\n${der.toString(
    'base64',
  )}\n-----END ${LABEL}-----\n`;
const derOf = (pem: string) =>
  Buffer.from(pem.replace(/-----[^-]+-----/g, ''), 'base64');

/** Sends signing requests that are none, or not the ones that were asked for. */
export function signingAttempts(
  scene: PortalScene,
): Attempts<typeof HOSTILE_GROUPS.signing> {
  const { asked, base64, call, connect, goodBody, portal, sign, token } = scene;

  const csr = async (pem: string | Promise<string>) =>
    sign({ csr: base64(await pem) });
  const openssl =
    (subject: string, key?: OpensslKey, extensions?: readonly string[]) => () =>
      csr(scene.openssl().request(subject, key, extensions));
  const keyed = (key: OpensslKey) => openssl(`${SUBJECT}/CN=shop`, key);
  const forged =
    (...[options]: Parameters<typeof forgeRequest>) =>
    () =>
      csr(forgeRequest(options));

  /** A certificate of an environment, got in the usual way. */
  async function holder(environment: string, uid: string) {
    const { token: live } = await token(environment);
    const { body } = await call('post', `${CERTIFICATES}?token=${live}`, {
      body: await goodBody(environment),
    });
    const { clientCrt } = z.object({ clientCrt: z.string() }).parse(body);
    const pem = Buffer.from(clientCrt, 'base64').toString();
    const { fingerprint } = certificateFacts(pem);
    return { fingerprint, environment: { name: environment, uid } };
  }

  const large = { csr: 'A'.repeat(TEN_MB) };

  return {
    'CSR of 10 MB': () => sign(large),
    'CSR of 10 MB without a right': () =>
      asked(call('post', `${CERTIFICATES}?token=guess`, { body: large })),
    'CSR of 10 MB, compressed': async () => {
      const { token: live } = await token();
      const answer = call('post', `${CERTIFICATES}?token=${live}`, {
        headers: {
          'content-encoding': 'gzip',
          'content-type': 'application/octet-stream',
        },
        body: gzipSync(JSON.stringify(large)),
      });
      return asked(answer);
    },
    'body cut off': () => sign('{"csr": '),
    'CSR is a number': () => sign({ csr: 1 }),
    'CSR is a list': () =>
      sign(`{"csr": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    'CSR in the prototype': async () =>
      sign(`{"__proto__": ${JSON.stringify(await goodBody())}}`),
    'CSR is no base64': () => sign({ csr: '%%%' }),
    'CSR is no PEM': () => csr('I want a certificate.'),
    'a certificate in place of a CSR': () => csr(scene.openssl().certificate()),
    'a private key in place of a CSR': () => csr(scene.openssl().privateKey()),
    'a public key in place of a CSR': async () =>
      csr(pemOf(derOf(await scene.openssl().publicKey()))),
    'a CSR cut off': async () => {
      const der = derOf(await scene.openssl().request(`${SUBJECT}/CN=shop`));
      return csr(pemOf(der.subarray(0, der.length - 10)));
    },
    'a CSR that is too large': openssl(`${SUBJECT}/CN=shop`, 'good', [
      `nsComment=${'a'.repeat(20_000)}`,
    ]),
    'two CSRs': async () => {
      const [other, good] = await Promise.all(
        ['erp', 'shop'].map(name =>
          scene.openssl().request(`${SUBJECT}/CN=${name}`),
        ),
      );
      return csr(`${other}${good}`);
    },
    'signed by another key, node-forge': forged({ byAnother: true }),
    'changed after signing': async () => {
      const der = derOf(await scene.openssl().request(`${SUBJECT}/CN=shoq`));
      der.write('shop', der.indexOf('shoq'));
      return csr(pemOf(der));
    },
    'signed with MD5, node-forge': forged({ digest: 'md5' }),
    'RSA of 1024 bits': keyed('weak'),
    'RSA with exponent 3': keyed('exponent3'),
    'RSA-PSS key': keyed('pss'),
    'Ed25519 key': keyed('ed25519'),
    'secp256k1 key': keyed('secp256k1'),
    'curve with parameters of its own': keyed('explicit'),
    "another environment's name": openssl(`${SUBJECT}/CN=erp`),
    'no common name': openssl(SUBJECT),
    'more after the name': forged({ commonName: 'shop,O=x' }),
    'a NUL byte after the name': forged({ commonName: 'shop\0.evil.test' }),
    'the name in capitals': openssl(`${SUBJECT}/CN=SHOP`, 'rsa'),
    'blanks around the name': forged({ commonName: ' shop ' }),
    'two names, the other first': openssl(`${SUBJECT}/CN=erp/CN=shop`),
    'two names, the other last': openssl(`${SUBJECT}/CN=shop/CN=zzzzz`),
    'another organization': forged({ organization: 'Evil' }),
    'no country': openssl(`${SUBJECT.replace('/C=DE', '')}/CN=shop`),
    'wants to be a CA': openssl(`${SUBJECT}/CN=shop`, 'good', [
      'basicConstraints=critical,CA:TRUE',
      'keyUsage=critical,keyCertSign',
    ]),
    'wants to be a server': openssl(`${SUBJECT}/CN=shop`, 'good', [
      'extendedKeyUsage=serverAuth',
      'subjectAltName=DNS:edge.example.com',
    ]),
    'renewal without a certificate': async () =>
      asked(call('post', RENEWALS, { body: await goodBody() })),
    'renewal with a revoked certificate': async () => {
      const identity = await holder('shop', scene.uid());
      await portal()
        .admin(
          'post',
          `/v1/environments/shop/certificates/${identity.fingerprint}/revocation`,
        )
        .send({ reason: 'lost' });
      return asked(
        call('post', RENEWALS, { identity, body: await goodBody() }),
      );
    },
    'renewal for another name': async () =>
      asked(
        call('post', RENEWALS, {
          identity: await holder('shop', scene.uid()),
          body: await goodBody('erp'),
        }),
      ),
    'renewal after the environment was created again': async () => {
      const identity = await holder('again', await connect('again'));
      await portal().admin('delete', '/v1/environments/again');
      expect(await connect('again')).not.toBe(identity.environment.uid);
      return asked(
        call('post', RENEWALS, { identity, body: await goodBody('again') }),
      );
    },
  };
}
