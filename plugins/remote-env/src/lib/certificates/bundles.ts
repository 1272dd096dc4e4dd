import { asPemFile, pemBlocks } from './pem';

/** What a system needs to connect, each as PEM. */
export interface CertificateFiles {
  privateKeyPem: string;
  certificatePem: string;
  /** The issuing certificates, leaf's issuer first. */
  chainPem: string;
}

/** A zip file with key.pem, cert.pem and chain.pem. */
export async function pemBundle(files: CertificateFiles): Promise<Uint8Array> {
  const { strToU8, zipSync } = await import('fflate');
  return zipSync({
    'key.pem': strToU8(asPemFile(files.privateKeyPem)),
    'cert.pem': strToU8(asPemFile(files.certificatePem)),
    'chain.pem': strToU8(asPemFile(files.chainPem)),
  });
}

/**
 * A PKCS #12 file (RFC 7292) with key, certificate and chain; the key is encrypted with AES-256 (PBES2).
 *
 * @param passphrase - not empty
 */
export async function pkcs12Bundle(
  files: CertificateFiles,
  passphrase: string,
  friendlyName: string,
): Promise<Uint8Array> {
  if (!passphrase) {
    throw new Error('A passphrase is needed');
  }
  const { default: forge } = await import('node-forge');
  const key = forge.pki.privateKeyFromPem(files.privateKeyPem);
  const certificates = [
    ...pemBlocks(files.certificatePem),
    ...pemBlocks(files.chainPem),
  ].map(pem => forge.pki.certificateFromPem(pem));
  const container = forge.pkcs12.toPkcs12Asn1(key, certificates, passphrase, {
    algorithm: 'aes256',
    friendlyName,
  });
  const der = forge.asn1.toDer(container).getBytes();
  return Uint8Array.from(der, character => character.charCodeAt(0));
}
