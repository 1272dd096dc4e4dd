import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  assertionKey,
  GATEWAY_HEADERS,
  signAssertion,
  type AssertedIdentity,
} from '@remote-env/plugin-remote-env-node';
import type { HostileAnswer } from '@remote-env/plugin-remote-env-node/testing-hostile';
import { certificateFacts } from '@remote-env/plugin-remote-env-node/x509';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { ASSERTION_KEY } from '../../../../../__testUtils__/testPortal';
import { usePortal } from '../../../../portal/__testUtils__/usePortal';
import { OpensslRequests, SUBJECT } from './OpensslRequests';

export const INFO = '/v1/applications/signingRequests/info';
export const CERTIFICATES = '/v1/applications/certificates';
export const RENEWALS = '/v1/applications/certificates/renewals';

export interface Sent {
  body?: string | Buffer | object;
  headers?: Record<string, string>;
  ip?: string;
  identity?: AssertedIdentity;
  /** In place of one that the gateway would make. */
  assertion?: string;
}

const errorBody = z.union([
  z.strictObject({ code: z.number(), error: z.string() }),
  // Between gateway and portal: Backstage's own shape.
  z
    .object({ error: z.object({ message: z.string() }) })
    .transform(({ error }) => ({ error: error.message })),
]);

const issuedBody = z.object({ clientCrt: z.string() });

/** A real portal, called as a gateway calls it, with an environment `shop` that is approved. */
export function usePortalScene() {
  const { given, connect } = usePortal();
  let folder = '';
  let openssl: OpensslRequests | undefined;
  let uid = '';
  let calls = 0;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hostile-'));
    openssl = OpensslRequests.create(folder);
    uid = await connect('shop');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Each from an address of its own, unless it says otherwise. */
  async function call(
    method: 'get' | 'post',
    url: string,
    { body, headers = {}, ip, identity, assertion }: Sent = {},
  ) {
    calls += 1;
    const [pathname = ''] = url.split('?');
    const statement =
      assertion ??
      (await signAssertion(assertionKey(ASSERTION_KEY), {
        method: method.toUpperCase(),
        path: pathname,
        ip: ip ?? `198.51.${Math.floor(calls / 250)}.${calls % 250}`,
        identity,
      }));
    return given()
      .portal.gateway(method, `/edge${url}`)
      .set('content-type', 'application/json')
      .set({ ...headers, [GATEWAY_HEADERS.assertion]: statement })
      .send(body);
  }

  /** An answer in the terms of the list. */
  async function asked(
    answer: Promise<{ status: number; body: unknown }>,
  ): Promise<HostileAnswer> {
    const { status, body } = await answer;
    if (status >= 400) {
      return { status, error: errorBody.parse(body).error };
    }
    const issued = issuedBody.safeParse(body);
    if (!issued.success) {
      return { status };
    }
    const pem = Buffer.from(issued.data.clientCrt, 'base64').toString();
    const leaf = new X509Certificate(pem);
    expect([leaf.ca, leaf.subjectAltName, leaf.keyUsage]).toEqual([
      false,
      undefined,
      ['1.3.6.1.5.5.7.3.2'],
    ]);
    return { status, issued: certificateFacts(pem).subject };
  }

  /** A fresh token. */
  async function token(environment = 'shop') {
    const { body } = await given().portal.admin(
      'post',
      `/v1/environments/${environment}/tokens`,
    );
    return z.object({ token: z.string(), fingerprint: z.string() }).parse(body);
  }

  const base64 = (pem: string) => Buffer.from(pem).toString('base64');

  return {
    call,
    asked,
    token,
    base64,
    connect,
    portal: () => given().portal,
    store: () => given().store,
    openssl: () => openssl ?? OpensslRequests.create(folder),
    /** Of `shop`. */
    uid: () => uid,
    /** Sends a body with a live token. */
    async sign(body: Sent['body'], headers?: Sent['headers']) {
      const { token: live } = await token();
      const url = `${CERTIFICATES}?token=${live}`;
      return asked(call('post', url, { body, headers }));
    },
    /** A good request of `shop`, in the body that holds it. */
    async goodBody(environment = 'shop') {
      const requests = openssl ?? OpensslRequests.create(folder);
      const pem = await requests.request(`${SUBJECT}/CN=${environment}`);
      return { csr: base64(pem) };
    },
  };
}

export type PortalScene = ReturnType<typeof usePortalScene>;
