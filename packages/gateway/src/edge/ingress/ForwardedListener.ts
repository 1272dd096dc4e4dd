import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { Socket } from 'node:net';
import type { ForwardedConfig } from '@remote-env/plugin-remote-env-node';
import { noteExpectContinue } from '../../http/body';
import { closeServer, listen } from '../../http/listen';
import type { ServerCertificate } from '../../views/TrustMaterial';
import {
  socketAddress,
  type Entrance,
  type ListenerOptions,
  type Sender,
} from '../listener/Entrance';
import {
  createTlsServer,
  LISTENER_LIMITS,
  setTlsMaterial,
} from '../listener/tlsServer';
import { AnchorFile } from './AnchorFile';
import { certificateHeaders, takeHeaders } from './certificateHeaders';
import { forwardedAddress } from './forwardedAddress';
import { ForwardedCertificates } from './ForwardedCertificates';
import { IngressGate } from './IngressGate';

/** A certificate and its chain fit into the head; none of its headers is left out because there are too many. */
const LIMITS = { ...LISTENER_LIMITS, headerBytes: 64 * 1024, headers: 0 };

interface ForwardedListenerOptions extends ListenerOptions {
  config: ForwardedConfig;
}

/**
 * The listener for an ingress that ends TLS (docs/decisions/0017-behind-an-ingress.md). Whoever has no certificate of the
 * ingress's own CA does not get past the handshake; from the ingress, one header says whose certificate it saw.
 */
export class ForwardedListener implements Entrance {
  readonly name = 'forwarded';
  readonly #options: ForwardedListenerOptions;
  readonly #server: Server;
  readonly #gate: IngressGate;
  /** Of the configured form. */
  readonly #header: string;
  readonly #headers: readonly string[];
  readonly #certificates: ForwardedCertificates;
  #file: AnchorFile | undefined;
  /** PEM; undefined until there were some. */
  #anchors: string | undefined;
  #certificate: ServerCertificate | undefined;
  #port: number | undefined;

  static create(options: ForwardedListenerOptions): ForwardedListener {
    return new ForwardedListener(options);
  }

  private constructor(options: ForwardedListenerOptions) {
    const { config, logger, onHandshakeFailed } = options;
    this.#options = options;
    this.#header = config.headerName ?? config.header;
    this.#headers = certificateHeaders(this.#header);
    this.#certificates = ForwardedCertificates.create(config.header);
    this.#gate = IngressGate.create(config.names, logger);
    this.#server = createTlsServer(LIMITS, 'demanded');
    this.#server.on('connection', socket => {
      if (socket instanceof Socket) {
        this.#gate.noteConnection(socket);
      }
    });
    // Before HTTP gets to read from it.
    this.#server.prependListener('secureConnection', socket => {
      if (!this.#gate.admit(socket)) {
        onHandshakeFailed(socketAddress(socket));
        socket.destroy();
      }
    });
    this.#server.on('tlsClientError', (_error, socket) =>
      onHandshakeFailed(socketAddress(socket)),
    );
    this.#server.on('request', (req, res) => this.#take(req, res));
    this.#server.on('checkContinue', (req, res) => this.#take(req, res, true));
  }

  async start(): Promise<void> {
    const { config, logger } = this.#options;
    this.#file = await AnchorFile.follow({
      file: config.clientCaFile,
      onChange: bundle => this.#useAnchors(bundle),
      logger,
    });
    this.#port = await listen(this.#server, config.listen, 'edge.forwarded');
    logger.info('Edge listens for an ingress', {
      host: config.listen.host,
      port: this.#port,
      header: this.#header,
    });
  }

  port(): number | undefined {
    return this.#port;
  }

  unready(): string | undefined {
    return this.#anchors === undefined
      ? `${this.#options.config.clientCaFile} holds no CA of the ingress`
      : undefined;
  }

  /**
   * Shows another certificate from now on.
   *
   * @throws Error when it cannot be used; the listener then keeps what it has
   */
  useCertificate(certificate: ServerCertificate | undefined) {
    this.#useMaterial(certificate, this.#anchors);
  }

  sender(req: IncomingMessage): Sender {
    const { values } = takeHeaders(req, this.#headers, this.#header);
    return {
      listener: this.name,
      ip: forwardedAddress(req),
      // What is not read here, an ingress may have passed on from its callers without knowing it.
      forged: false,
      presented: () => this.#certificates.of(values),
    };
  }

  async stop(signal: AbortSignal): Promise<void> {
    await Promise.all([closeServer(this.#server, signal), this.#file?.close()]);
  }

  #take(req: IncomingMessage, res: ServerResponse, expectsContinue = false) {
    if (!this.#gate.isAdmitted(req.socket)) {
      req.socket.destroy();
      return;
    }
    if (expectsContinue) {
      noteExpectContinue(req);
    }
    this.#options.serve(req, res, this);
  }

  #useAnchors(bundle: string) {
    this.#useMaterial(this.#certificate, bundle);
    this.#gate.renew();
    // Those with a request under way end when the next one comes.
    this.#server.closeIdleConnections();
  }

  #useMaterial(
    certificate: ServerCertificate | undefined,
    anchors: string | undefined,
  ) {
    setTlsMaterial(this.#server, certificate, anchors ?? '', 'demanded');
    this.#certificate = certificate;
    this.#anchors = anchors;
  }
}
