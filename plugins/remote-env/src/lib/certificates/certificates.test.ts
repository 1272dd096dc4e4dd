import 'reflect-metadata';
import { execFileSync } from 'node:child_process';
import {
  BasicConstraintsExtension,
  Pkcs10CertificateRequest,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { strFromU8, unzipSync } from 'fflate';
import forge from 'node-forge';
import { pemBundle, pkcs12Bundle } from './bundles';
import { createKeyAndRequest } from './keyAndRequest';
import { pemBlocks } from './pem';

const SUBJECT = 'O=Acme GmbH,OU=IT,L=Berlin,ST=Berlin,C=DE,CN=shop';

async function makeCertificates() {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const ca = await window.crypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const issuer = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test CA',
    keys: ca,
    signingAlgorithm: algorithm,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  const own = await createKeyAndRequest(SUBJECT, 'rsa2048');
  const request = new Pkcs10CertificateRequest(own.requestPem);
  const leaf = await X509CertificateGenerator.create({
    subject: request.subject,
    issuer: issuer.subject,
    publicKey: request.publicKey,
    signingKey: ca.privateKey,
    signingAlgorithm: algorithm,
  });
  return {
    own,
    request,
    files: {
      privateKeyPem: own.privateKeyPem,
      certificatePem: leaf.toString('pem'),
      chainPem: issuer.toString('pem'),
    },
  };
}

describe('certificates made in the browser', () => {
  it('requests exactly the subject named, with a proof of possession', async () => {
    const { own, request } = await makeCertificates();
    expect(request.subject.replaceAll(', ', ',')).toBe(SUBJECT);
    await expect(request.verify()).resolves.toBe(true);
    expect(pemBlocks(own.privateKeyPem)).toHaveLength(1);
    expect(own.privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(own.requestPem).not.toContain('PRIVATE');
  });

  it('refuses key types it cannot make', async () => {
    await expect(createKeyAndRequest(SUBJECT, 'dsa1024')).rejects.toThrow(
      'dsa1024',
    );
  });

  it('packs PEM files that a system can use as they are', async () => {
    const { files } = await makeCertificates();
    const zip = unzipSync(await pemBundle(files));
    expect(Object.keys(zip)).toEqual(['key.pem', 'cert.pem', 'chain.pem']);
    for (const [name, text] of [
      ['key.pem', files.privateKeyPem],
      ['cert.pem', files.certificatePem],
      ['chain.pem', files.chainPem],
    ] as const) {
      const content = zip[name];
      expect(content && strFromU8(content)).toBe(`${text.trim()}\n`);
    }
  });

  it('packs key, certificate and chain as PKCS #12 behind the passphrase', async () => {
    const { files } = await makeCertificates();
    const packed = await pkcs12Bundle(files, 'open sesame', 'shop');
    const der = forge.asn1.fromDer(
      forge.util.createBuffer(String.fromCharCode(...packed)),
    );
    const store = forge.pkcs12.pkcs12FromAsn1(der, 'open sesame');
    const certificates = store.getBags({
      bagType: forge.pki.oids.certBag,
    })[forge.pki.oids.certBag ?? ''];
    expect(
      certificates?.map(bag => bag.cert?.subject.getField('CN').value),
    ).toEqual(['shop', 'Test CA']);
    const keys = store.getBags({
      bagType: forge.pki.oids.pkcs8ShroudedKeyBag,
    })[forge.pki.oids.pkcs8ShroudedKeyBag ?? ''];
    expect(keys).toHaveLength(1);
    expect(() => forge.pkcs12.pkcs12FromAsn1(der, 'wrong')).toThrow(
      'Invalid password',
    );
    await expect(pkcs12Bundle(files, '', 'shop')).rejects.toThrow('passphrase');
  });

  it('packs what openssl imports without its legacy algorithms', async () => {
    const { files } = await makeCertificates();
    const packed = await pkcs12Bundle(files, 'open sesame', 'shop');
    const openssl = (input: string | Uint8Array, ...args: string[]) =>
      execFileSync('openssl', args, {
        input,
        stdio: ['pipe', 'pipe', 'ignore'],
      }).toString();
    const unpack = (passphrase: string) =>
      openssl(packed, 'pkcs12', '-nodes', '-passin', `pass:${passphrase}`);

    const text = unpack('open sesame');
    expect(text.match(/BEGIN PRIVATE KEY/g)).toHaveLength(1);
    expect(text.match(/friendlyName: shop/g)?.length).toBeGreaterThan(0);
    const certificates = text.match(
      /-----BEGIN CERT[^-]+-----[^-]+-----END[^-]+-----/g,
    );
    expect(
      certificates?.map(pem =>
        openssl(pem, 'x509', '-noout', '-subject').trim(),
      ),
    ).toEqual([
      expect.stringContaining('CN = shop'),
      expect.stringContaining('CN = Test CA'),
    ]);
    expect(openssl(text, 'pkey', '-pubout')).toBe(
      openssl(certificates?.[0] ?? '', 'x509', '-noout', '-pubkey'),
    );
    expect(() => unpack('wrong')).toThrow();
  });
});
