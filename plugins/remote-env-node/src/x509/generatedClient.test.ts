import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createGeneratedClient } from './generatedClient';

it('makes a pair that belongs together, for any common name', async () => {
  const commonName = 'Größe, "shop" + CN=x';
  const pair = await createGeneratedClient(commonName);
  const certificate = new X509Certificate(pair.certificate);
  const key = createPrivateKey(pair.key);
  expect(certificate.checkPrivateKey(key)).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.ca).toBe(false);
  expect(certificate.toLegacyObject().subject.CN).toBe(commonName);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
  expect(key.asymmetricKeyDetails?.modulusLength).toBe(2048);
  const days =
    (Date.parse(certificate.validTo) - Date.now()) / (24 * 3600 * 1000);
  expect(Math.round(days)).toBe(365);
});
