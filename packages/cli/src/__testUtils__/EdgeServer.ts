import 'reflect-metadata';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import {
  BasicConstraintsExtension,
  PemConverter,
  Pkcs10CertificateRequest,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509ChainBuilder,
} from '@peculiar/x509';
import { z } from 'zod';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;
const SUBJECT = 'O=Acme,OU=Sales,L=Berlin,ST=Berlin,C=DE,CN=erp';
const certificateRequestSchema = z.object({ csr: z.string() });

type Step = 'info' | 'sign' | 'management';
type Mishap = 'refuse' | 'other shape';

function generateKeys() {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

const base64 = (pem: string) => Buffer.from(pem, 'utf8').toString('base64');

/**
 * The edge's routes of wire-contracts 1.1 over TLS, with a CA of its own that signs the requests it is sent. One
 * token works, once.
 */
export class EdgeServer {
  /** PEM by which clients trust this server. */
  readonly caPem: string;
  /** Steps that were asked for, in order. */
  readonly steps: Step[] = [];
  /** What goes wrong at which step. */
  readonly mishaps = new Map<Step, Mishap>();
  readonly #caKeys: CryptoKeyPair;
  readonly #ca: X509Certificate;
  readonly #server: Server;
  #token = 'first-token';

  private constructor(
    caKeys: CryptoKeyPair,
    ca: X509Certificate,
    server: Server,
  ) {
    this.#caKeys = caKeys;
    this.#ca = ca;
    this.#server = server;
    this.caPem = ca.toString('pem');
  }

  static async start(): Promise<EdgeServer> {
    const caKeys = await generateKeys();
    const validity = {
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      signingAlgorithm: ALGORITHM,
    };
    const ca = await X509CertificateGenerator.createSelfSigned({
      ...validity,
      serialNumber: '01',
      name: 'CN=Test CA',
      keys: caKeys,
      extensions: [new BasicConstraintsExtension(true, undefined, true)],
    });
    const ownKeys = await generateKeys();
    const own = await X509CertificateGenerator.create({
      ...validity,
      serialNumber: '02',
      subject: 'CN=localhost',
      issuer: ca.subject,
      publicKey: ownKeys.publicKey,
      signingKey: caKeys.privateKey,
      extensions: [
        new SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
        ]),
      ],
    });
    const key = await crypto.subtle.exportKey('pkcs8', ownKeys.privateKey);
    const server = createServer({
      cert: own.toString('pem'),
      key: PemConverter.encode(key, 'PRIVATE KEY'),
      requestCert: true,
      rejectUnauthorized: false,
    });
    const edge = new EdgeServer(caKeys, ca, server);
    server.on('request', (request, response) => {
      edge.#answer(request, response).catch(error => response.destroy(error));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return edge;
  }

  get url(): string {
    // A listening TCP server always has an address of this shape.
    const { port } = this.#server.address() as AddressInfo;
    return `https://localhost:${port}`;
  }

  /** What a system is given; usable once. */
  get tokenUrl(): string {
    return `${this.url}/v1/applications/signingRequests/info?token=${
      this.#token
    }`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', this.url);
    const send = (status: number, body: unknown) =>
      response.writeHead(status).end(JSON.stringify(body));
    const step = (
      {
        '/v1/applications/signingRequests/info': 'info',
        '/v1/applications/certificates': 'sign',
        '/v1/applications/management/info': 'management',
      } as const
    )[url.pathname];
    if (!step) {
      send(404, { code: 404, error: 'Requested resource could not be found.' });
      return;
    }
    this.steps.push(step);
    const mishap = this.mishaps.get(step);
    if (mishap === 'refuse') {
      send(503, { code: 503, error: 'The portal is away.' });
    } else if (mishap === 'other shape') {
      send(200, { hello: 'world' });
    } else if (step === 'management') {
      await this.#management(request, send);
    } else if (url.searchParams.get('token') !== this.#token) {
      send(403, { code: 403, error: 'Invalid token.' });
    } else if (step === 'info') {
      this.#token = 'second-token';
      send(200, this.#signingInfo());
    } else {
      this.#token = 'spent';
      const { csr } = certificateRequestSchema.parse(await json(request));
      send(201, await this.#sign(Buffer.from(csr, 'base64').toString('utf8')));
    }
  }

  #signingInfo() {
    return {
      csrUrl: `${this.url}/v1/applications/certificates?token=${this.#token}`,
      api: { infoUrl: `${this.url}/v1/applications/management/info` },
      certificate: {
        subject: SUBJECT,
        extensions: '',
        'key-algorithm': 'rsa2048',
      },
    };
  }

  async #sign(csrPem: string) {
    const csr = new Pkcs10CertificateRequest(csrPem);
    const asked = csr.subjectName
      .toJSON()
      .flatMap(rdn =>
        Object.entries(rdn).map(([name, [value]]) => `${name}=${value}`),
      );
    if (asked.join(',') !== SUBJECT || !(await csr.verify())) {
      throw new Error(`The request is not for ${SUBJECT}: ${csr.subject}`);
    }
    const certificate = await X509CertificateGenerator.create({
      serialNumber: '03',
      subject: csr.subject,
      issuer: this.#ca.subject,
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
      publicKey: csr.publicKey,
      signingKey: this.#caKeys.privateKey,
      signingAlgorithm: ALGORITHM,
    });
    const leaf = certificate.toString('pem');
    return {
      crt: base64(`${leaf}\n${this.caPem}`),
      clientCrt: base64(leaf),
      caCrt: base64(this.caPem),
    };
  }

  async #management(
    request: IncomingMessage,
    send: (status: number, body: unknown) => void,
  ) {
    const peer =
      request.socket instanceof TLSSocket
        ? request.socket.getPeerX509Certificate()
        : undefined;
    if (!peer) {
      send(401, { code: 401, error: 'Client certificate required.' });
      return;
    }
    const leaf = new X509Certificate(peer.raw);
    const chain = await new X509ChainBuilder({
      certificates: [this.#ca],
    }).build(leaf);
    if (chain.length !== 2) {
      send(403, { code: 403, error: 'no valid subject found' });
      return;
    }
    send(200, {
      clientIdentity: { application: 'erp' },
      urls: { metadataUrl: `${this.url}/erp/v1/metadata/services` },
      certificate: { subject: SUBJECT },
    });
  }
}
