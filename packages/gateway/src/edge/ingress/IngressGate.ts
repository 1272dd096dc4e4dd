import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Logger } from '../../process/Logger';

/** The same for a connection and for the TLS on it, which Node has as two sockets. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Between two lines of the log about connections that were turned away. */
const SILENT_MS = 60_000;

interface Admission {
  /** Of the gate when the connection was made. */
  generation: number;
  /** Milliseconds since 1970, when the ingress's certificate ends. */
  notAfter: number;
}

/**
 * Says which connections are the ingress's. That their certificate verifies, TLS itself has seen to; here it is about
 * its name and about connections that outlive the CAs or the certificate by which they were made.
 */
export class IngressGate {
  readonly #names: readonly string[] | undefined;
  readonly #logger: Logger;
  /** By address and port of the peer: of open connections, the generation in which they were made. */
  readonly #connected = new Map<string, number>();
  readonly #admitted = new WeakMap<Socket, Admission>();
  #generation = 0;
  #silentUntil = 0;

  /** @param names - one of which the certificate must have; absent: any name */
  static create(names: readonly string[] | undefined, logger: Logger) {
    return new IngressGate(names, logger);
  }

  private constructor(names: readonly string[] | undefined, logger: Logger) {
    this.#names = names;
    this.#logger = logger;
  }

  /** From now on only new connections are good. */
  renew() {
    this.#generation += 1;
  }

  /** Notes a connection before its handshake, which is done with the CAs of this moment however long it takes. */
  noteConnection(socket: Socket) {
    const peer = peerOf(socket);
    this.#connected.set(peer, this.#generation);
    socket.once('close', () => this.#connected.delete(peer));
  }

  /** Decides on a connection whose handshake is done. */
  admit(socket: TLSSocket): boolean {
    const certificate = socket.getPeerX509Certificate();
    const isCurrent = this.#connected.get(peerOf(socket)) === this.#generation;
    if (!certificate || !socket.authorized || !isCurrent) {
      return false;
    }
    const named =
      this.#names === undefined ||
      this.#names.some(
        name => certificate.checkHost(name, { wildcards: false }) !== undefined,
      );
    if (!named) {
      this.#warn(certificate.subject);
      return false;
    }
    this.#admitted.set(socket, {
      generation: this.#generation,
      notAfter: certificate.validToDate.getTime(),
    });
    return true;
  }

  /** Whether a connection is still one of the ingress. */
  isAdmitted(socket: Socket): boolean {
    const admission = this.#admitted.get(socket);
    return (
      admission !== undefined &&
      admission.generation === this.#generation &&
      Date.now() <= admission.notAfter
    );
  }

  #warn(subject: string) {
    if (performance.now() >= this.#silentUntil) {
      this.#silentUntil = performance.now() + SILENT_MS;
      this.#logger.warn(
        'A certificate of the ingress has none of edge.forwarded.names',
        { subject },
      );
    }
  }
}
