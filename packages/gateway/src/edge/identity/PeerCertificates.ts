import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** The certificate that a peer presented, in the terms of our records. */
export interface PeerCertificate {
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
  /** As `ClientCertificate.spec.issuer` has it. */
  issuer: string;
  /** Upper-case hex without leading zeros. */
  serialNumber: string;
  certificate: X509Certificate;
}

export function normalSerial(serial: string): string {
  return serial.toUpperCase().replace(/^0+(?=.)/, '');
}

/** @param hex - with or without colons */
export function normalFingerprint(hex: string): string {
  return hex.replaceAll(':', '').toLowerCase();
}

/**
 * @param name - as node:crypto gives it, which has none for one that is empty, whatever its types say
 * @returns the distinguished name in one line, as records hold it
 */
export function normalName(name: string | undefined): string {
  return (name ?? '').split('\n').join(',');
}

/** The same for a certificate of TLS and for one that an ingress forwards. */
export function peerCertificateOf(
  certificate: X509Certificate,
): PeerCertificate {
  return {
    fingerprint: normalFingerprint(certificate.fingerprint256),
    issuer: normalName(certificate.issuer),
    serialNumber: normalSerial(certificate.serialNumber),
    certificate,
  };
}

function peerOf(socket: TLSSocket): PeerCertificate | undefined {
  const certificate = socket.getPeerX509Certificate();
  return certificate && peerCertificateOf(certificate);
}

/**
 * Reads the peer's certificate once for each connection, because parsing costs more than everything else on the
 * hot path. It cannot change within one: TLS 1.3 asks only once here, and renegotiation in TLS 1.2 is switched off.
 */
export class PeerCertificates {
  readonly #bySocket = new WeakMap<Socket, PeerCertificate | 'none'>();

  of(socket: Socket): PeerCertificate | undefined {
    const known = this.#bySocket.get(socket);
    if (known) {
      return known === 'none' ? undefined : known;
    }
    const peer = socket instanceof TLSSocket ? peerOf(socket) : undefined;
    this.#bySocket.set(socket, peer ?? 'none');
    return peer;
  }
}
