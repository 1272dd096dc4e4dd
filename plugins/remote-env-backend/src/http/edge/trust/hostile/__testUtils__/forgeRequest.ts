import { generateKeyPairSync } from 'node:crypto';
import { platformSignature } from '@remote-env/plugin-remote-env-node/testing-hostile';
import forge from 'node-forge';

const [OWN, OTHER] = [1, 2].map(() =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }),
);

interface ForgeOptions {
  commonName?: string;
  organization?: string;
  digest?: 'sha256' | 'md5';
  /** Signs with a key that is not the one in the request. */
  byAnother?: boolean;
}

/** A signing request of node-forge, as older clients that are written in JavaScript send it. @returns PEM */
export function forgeRequest({
  commonName = 'shop',
  organization = 'Organization',
  digest = 'sha256',
  byAnother = false,
}: ForgeOptions): string {
  const request = forge.pki.createCertificationRequest();
  request.publicKey = forge.pki.publicKeyFromPem(OWN?.publicKey ?? '');
  request.setSubject(
    Object.entries({
      O: organization,
      OU: 'OrgUnit',
      L: 'Locality',
      ST: 'Province',
      C: 'DE',
      CN: commonName,
    }).map(([shortName, value]) => ({ shortName, value })),
  );
  const pem = (byAnother ? OTHER : OWN)?.privateKey ?? '';
  const key = forge.pki.privateKeyFromPem(pem);
  key.sign = hashed => platformSignature(pem, hashed);
  request.sign(key, forge.md[digest].create());
  return forge.pki.certificationRequestToPem(request);
}
