import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type {
  ForwardedConfig,
  ForwardedHeader,
  GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import type { EdgeClient } from './edgeClient';
import { TestCa, type Credentials } from './pki';
import type { TestEdge, TestStores } from './TestEdge';

export const INGRESS_NAME = 'ingress.acme.test';

/** Base64 of a certificate's DER. */
export function derText({ x509 }: Pick<Credentials, 'x509'>): string {
  return x509.raw.toString('base64');
}

/** As `$ssl_client_escaped_cert` of nginx has it. */
export function escaped(...certificates: Pick<Credentials, 'x509'>[]): string {
  return encodeURIComponent(
    certificates.map(({ x509 }) => x509.toString()).join(''),
  );
}

/** One element as Envoy writes it with `Cert`, `Subject`, `URI` and `DNS` set. */
export function xfcc(credentials: Pick<Credentials, 'x509'>): string {
  const hash = credentials.x509.fingerprint256
    .replaceAll(':', '')
    .toLowerCase();
  return (
    `By=spiffe://acme.test/ingress;Hash=${hash};Cert="${escaped(
      credentials,
    )}";` + 'Subject="CN=any, O=\\"Any\\", C=DE";URI=;DNS=a.test;DNS=b.test'
  );
}

/** The header by which a proxy of each form forwards a certificate. */
export const FORWARD: Record<
  ForwardedHeader,
  (credentials: Pick<Credentials, 'x509'>) => OutgoingHttpHeaders
> = {
  'client-cert': credentials => ({
    'Client-Cert': `:${derText(credentials)}:`,
  }),
  'x-forwarded-client-cert': credentials => ({
    'X-Forwarded-Client-Cert': xfcc(credentials),
  }),
  'x-ssl-client-cert': credentials => ({
    'X-SSL-Client-Cert': escaped(credentials),
  }),
};

/** A certificate authority of ingresses, in the file that the edge reads, and one ingress with its certificate. */
export class TestIngress {
  readonly ca: TestCa;
  readonly credentials: Credentials;
  readonly #file: string;

  static async create(stores: TestStores): Promise<TestIngress> {
    const ca = await TestCa.create('Ingresses');
    const ingress = new TestIngress(
      ca,
      await ca.issue('ingress', { dnsNames: [INGRESS_NAME] }),
      path.join(stores.dataDir, 'ingress-ca.crt'),
    );
    await ingress.trust(ca.cert);
    return ingress;
  }

  private constructor(ca: TestCa, credentials: Credentials, file: string) {
    this.ca = ca;
    this.credentials = credentials;
    this.#file = file;
  }

  /** Writes the file of CAs that count. */
  trust(bundle: string): Promise<void> {
    return writeFile(this.#file, bundle);
  }

  /** Opens the second listener of an edge for it. */
  configure(
    header: ForwardedHeader,
    more: Partial<ForwardedConfig> = {},
  ): (config: GatewayConfig) => void {
    return config => {
      config.edge.forwarded = {
        listen: { host: '127.0.0.1', port: 0 },
        clientCaFile: this.#file,
        names: [INGRESS_NAME],
        header,
        ...more,
      };
    };
  }

  /** Calls the second listener as the ingress. */
  client(edge: TestEdge, options: { keepAlive?: boolean } = {}): EdgeClient {
    return edge.client(this.credentials, {
      ...options,
      port: edge.forwardedPort,
    });
  }

  /** Sends bytes to the second listener, and returns what comes back before the end. */
  async raw(edge: TestEdge, request: string): Promise<string> {
    const socket = connect({
      port: edge.forwardedPort,
      host: '127.0.0.1',
      ca: edge.stores.serverCa.cert,
      servername: 'localhost',
      cert: this.credentials.cert,
      key: this.credentials.key,
    });
    await once(socket, 'secureConnect');
    socket.write(request);
    return text(socket);
  }
}
