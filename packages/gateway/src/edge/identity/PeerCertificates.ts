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
  /** What the peer sent besides the leaf; empty on a resumed session, which carries the leaf only. */
  presented: readonly X509Certificate[];
}

export function normalSerial(serial: string): string {
  return serial.toUpperCase().replace(/^0+(?=.)/, '');
}

/** @param hex - with or without colons */
export function normalFingerprint(hex: string): string {
  return hex.replaceAll(':', '').toLowerCase();
}

/** @returns the distinguished name in one line, as records hold it */
export function normalName(name: string): string {
  return name.split('\n').join(',');
}

function presentedBy(leaf: X509Certificate): X509Certificate[] {
  const presented: X509Certificate[] = [];
  let next = leaf.issuerCertificate;
  while (next && presented.length < 8) {
    presented.push(next);
    const { issuerCertificate } = next;
    next =
      issuerCertificate?.fingerprint256 === next.fingerprint256
        ? undefined
        : issuerCertificate;
  }
  return presented;
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
    const certificate =
      socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    const peer = certificate && {
      fingerprint: normalFingerprint(certificate.fingerprint256),
      issuer: normalName(certificate.issuer),
      serialNumber: normalSerial(certificate.serialNumber),
      certificate,
      presented: presentedBy(certificate),
    };
    this.#bySocket.set(socket, peer ?? 'none');
    return peer;
  }
}
