import type { X509Certificate } from 'node:crypto';
import {
  verifyCertificate,
  type ChainProblem,
  type ChainResult,
} from './chain';
import type { PeerCertificate } from './PeerCertificates';

/** Verifications remembered at most. */
const CAPACITY = 10_000;

/** Checks certificates against our CAs, each once for as long as the CAs stay the same. */
export class ChainVerifier {
  #anchors: readonly X509Certificate[] = [];
  /** By fingerprint, the oldest first. */
  readonly #verified = new Map<string, ChainResult>();

  static create(): ChainVerifier {
    return new ChainVerifier();
  }

  private constructor() {}

  /** Takes other CAs from now on; everything is verified again. */
  setAnchors(anchors: readonly X509Certificate[]) {
    this.#anchors = anchors;
    this.#verified.clear();
  }

  /** @returns why the certificate is not good at this moment, or undefined when it is */
  problem(peer: PeerCertificate, now: number): ChainProblem | undefined {
    const result = this.#verify(peer);
    if (!result.ok) {
      return result.reason;
    }
    if (now < result.verified.notBefore) {
      return 'certificate is not yet valid';
    }
    if (now > result.verified.notAfter) {
      return 'certificate is expired';
    }
    return undefined;
  }

  #verify(peer: PeerCertificate): ChainResult {
    const known = this.#verified.get(peer.fingerprint);
    if (known) {
      return known;
    }
    const result = verifyCertificate(peer.certificate, this.#anchors);
    // Strangers can make certificates without end: only good ones are remembered.
    if (result.ok) {
      if (this.#verified.size >= CAPACITY) {
        const oldest = this.#verified.keys().next();
        if (!oldest.done) {
          this.#verified.delete(oldest.value);
        }
      }
      this.#verified.set(peer.fingerprint, result);
    }
    return result;
  }
}
