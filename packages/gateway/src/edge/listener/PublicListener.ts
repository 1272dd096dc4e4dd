import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import { noteExpectContinue } from '../../http/body';
import { closeServer, listen } from '../../http/listen';
import type { ServerCertificate } from '../../views/TrustMaterial';
import { PeerCertificates } from '../identity/PeerCertificates';
import { certificateHeaders, takeHeaders } from '../ingress/certificateHeaders';
import {
  type Entrance,
  type ListenerOptions,
  peerAddress,
  type Sender,
  socketAddress,
} from './Entrance';
import { createTlsServer, setTlsMaterial } from './tlsServer';

interface PublicListenerOptions extends ListenerOptions {
  listen: { host: string; port: number };
  /** In which an ingress forwards certificates at the other listener, if there is one; lower case. */
  forwardedHeader?: string;
}

/** The listener that systems reach themselves: TLS says whose certificate it is, and no header does. */
export class PublicListener implements Entrance {
  readonly name = 'public';
  readonly #options: PublicListenerOptions;
  readonly #server: Server;
  readonly #peers = new PeerCertificates();
  readonly #headers: readonly string[];
  #port: number | undefined;

  static create(options: PublicListenerOptions): PublicListener {
    return new PublicListener(options);
  }

  private constructor(options: PublicListenerOptions) {
    const { forwardedHeader, onHandshakeFailed, serve } = options;
    this.#options = options;
    this.#headers = certificateHeaders(forwardedHeader);
    this.#server = createTlsServer();
    this.#server.on('request', (req, res) => serve(req, res, this));
    this.#server.on('checkContinue', (req, res) => {
      noteExpectContinue(req);
      serve(req, res, this);
    });
    this.#server.on('tlsClientError', (_error, socket) =>
      onHandshakeFailed(socketAddress(socket)),
    );
  }

  async start(): Promise<void> {
    const { host, port } = this.#options.listen;
    this.#port = await listen(this.#server, { host, port }, 'edge');
    this.#options.logger.info('Edge listens', { host, port: this.#port });
  }

  port(): number | undefined {
    return this.#port;
  }

  /**
   * Shows another certificate, and asks for those of other CAs, from now on.
   *
   * @throws Error when they cannot be used; the listener then keeps what it has
   */
  useMaterial(certificate: ServerCertificate | undefined, clientCas: string) {
    setTlsMaterial(this.#server, certificate, clientCas);
  }

  sender(req: IncomingMessage): Sender {
    return {
      listener: this.name,
      ip: peerAddress(req),
      forged: takeHeaders(req, this.#headers).taken,
      presented: () => ({ peer: this.#peers.of(req.socket) }),
    };
  }

  stop(signal: AbortSignal): Promise<void> {
    return closeServer(this.#server, signal);
  }
}
