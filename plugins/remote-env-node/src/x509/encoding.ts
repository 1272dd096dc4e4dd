import { createPrivateKey, randomBytes } from 'node:crypto';
import { subtle, type x509 } from './peculiar';

const SERIAL_BYTES = 16;

/** 128 random bits in hex. */
export function randomSerial(): string {
  return randomBytes(SERIAL_BYTES).toString('hex');
}

/** Certificates have no fractions of a second. */
export function wholeSecond(milliseconds: number): Date {
  return new Date(Math.floor(milliseconds / 1000) * 1000);
}

export function toPem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** Every certificate in a bundle, each ending in a line feed. */
export function pemCertificates(bundle: string): string[] {
  const blocks = bundle.match(
    /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
  );
  return (blocks ?? []).map(block => `${block}\n`);
}

/** PKCS#8, PEM. */
export async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await subtle.exportKey('pkcs8', key));
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}
