import { createPrivateKey, X509Certificate } from 'node:crypto';

/** A client certificate, those above it after it, and its key; PEM. */
export interface ClientPair {
  crt: string;
  key: string;
}

const BEGIN = '-----BEGIN ';

/**
 * Reads a certificate and a key as systems send them: PEM, or base64 of it, which is how this protocol writes
 * certificates.
 *
 * @returns the pair, or what is wrong with which of the two
 */
export function clientPairOf(sent: {
  certificate: string;
  key: string;
}): ClientPair | { field: 'certificate' | 'key'; problem: string } {
  const crt = pemOf(sent.certificate);
  const key = pemOf(sent.key);
  const certificate = attempt(() => new X509Certificate(crt));
  if (!certificate) {
    return { field: 'certificate', problem: 'is no certificate in PEM' };
  }
  const privateKey = attempt(() => createPrivateKey(key));
  if (!privateKey) {
    return { field: 'key', problem: 'is no key in PEM without a password' };
  }
  return certificate.checkPrivateKey(privateKey)
    ? { crt, key }
    : { field: 'key', problem: 'does not belong to the certificate' };
}

function pemOf(text: string): string {
  return text.includes(BEGIN) ? text : Buffer.from(text, 'base64').toString();
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
