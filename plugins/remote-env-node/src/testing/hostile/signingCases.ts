import { ANSWERS, refused } from './answers';
import type { HostileCase } from './HostileCase';

const {
  commonName,
  noBase64,
  noPem,
  noRequest,
  noString,
  otherKey,
  revoked,
  tokenInvalid,
  tooLarge,
} = ANSWERS;

/** The subject of every certificate for `shop`, whatever its request said. */
const OURS = 'O=Organization,OU=OrgUnit,L=Locality,ST=Province,C=DE,CN=shop';

/** Bodies and signing requests, each with a live token of the environment `shop`, or a renewal. */
export const SIGNING_CASES = [
  { name: 'CSR of 10 MB', sent: 'base64 of 10 MB', answer: tooLarge },
  {
    name: 'CSR of 10 MB without a right',
    sent: 'the same with a wrong token: it is not even read',
    answer: tokenInvalid,
  },
  {
    name: 'CSR of 10 MB, compressed',
    sent: 'the same in gzip, a few kilobytes on the wire',
    answer: tooLarge,
  },
  {
    name: 'body cut off',
    sent: '{"csr": ',
    answer: refused(400, /^Error while unmarshalling request body: /),
  },
  { name: 'CSR is a number', sent: '{"csr": 1}', answer: noString },
  { name: 'CSR is a list', sent: 'ten thousand brackets', answer: noString },
  {
    name: 'CSR in the prototype',
    sent: '{"__proto__": {"csr": …}}',
    answer: noString,
  },
  { name: 'CSR is no base64', sent: '%%%', answer: noBase64 },
  { name: 'CSR is no PEM', sent: 'base64 of a sentence', answer: noPem },
  {
    name: 'a certificate in place of a CSR',
    sent: 'a certificate by openssl',
    answer: refused(
      400,
      'Error while parsing CSR: the PEM block is a CERTIFICATE',
    ),
  },
  {
    name: 'a private key in place of a CSR',
    sent: 'a key by openssl',
    answer: refused(
      400,
      'Error while parsing CSR: the PEM block is a PRIVATE KEY',
    ),
  },
  {
    name: 'a public key in place of a CSR',
    sent: 'the label of a CSR around a public key',
    answer: noRequest,
  },
  {
    name: 'a CSR cut off',
    sent: 'a request by openssl without its end',
    answer: noRequest,
  },
  {
    name: 'a CSR that is too large',
    sent: 'a request by openssl with an extension of 20,000 bytes',
    answer: refused(
      400,
      'Error while parsing CSR: it has more than 16384 bytes',
    ),
  },
  {
    name: 'two CSRs',
    sent: "another's request and then a good one in one text: the first counts",
    answer: commonName,
  },
  {
    name: 'signed by another key, node-forge',
    sent: 'a request by node-forge with the public key of somebody else',
    answer: otherKey,
  },
  {
    name: 'changed after signing',
    sent: 'a request for another name by openssl, with ours written over it',
    answer: otherKey,
  },
  {
    name: 'signed with MD5, node-forge',
    sent: 'a request by node-forge',
    answer: refused(
      400,
      'CSR signature invalid: algorithm 1.2.840.113549.1.1.4 is not accepted',
    ),
  },
  {
    name: 'RSA of 1024 bits',
    sent: 'a request by openssl',
    answer: refused(
      400,
      'CSR: The key is too weak: RSA keys need 2048 bits or more, this one has 1024.',
    ),
  },
  {
    name: 'RSA with exponent 3',
    sent: 'a request by openssl',
    answer: refused(
      400,
      'CSR: The key is too weak: its public exponent must be odd and 65537 or more.',
    ),
  },
  {
    name: 'RSA-PSS key',
    sent: 'a request by openssl',
    answer: refused(400, 'CSR: The key must be RSA or ECDSA.'),
  },
  {
    name: 'Ed25519 key',
    sent: 'a request by openssl',
    answer: refused(400, 'CSR: The key must be RSA or ECDSA.'),
  },
  {
    name: 'secp256k1 key',
    sent: 'a request by openssl',
    answer: refused(400, 'CSR: Elliptic curve keys must be on P-256 or P-384.'),
  },
  {
    name: 'curve with parameters of its own',
    sent: 'P-256 with explicit parameters, by openssl',
    answer: refused(
      400,
      'CSR: Elliptic curve keys must name their curve, not describe it.',
    ),
  },
  {
    name: "another environment's name",
    sent: 'CN=erp, by openssl',
    answer: commonName,
  },
  { name: 'no common name', sent: 'a request by openssl', answer: commonName },
  {
    name: 'more after the name',
    sent: 'CN=`shop,O=x`, by node-forge',
    answer: commonName,
  },
  {
    name: 'a NUL byte after the name',
    sent: 'CN=`shop\\0.evil.test`, by node-forge',
    answer: commonName,
  },
  { name: 'the name in capitals', sent: 'CN=SHOP', answer: commonName },
  { name: 'blanks around the name', sent: 'CN=` shop `', answer: commonName },
  {
    name: 'two names, the other first',
    sent: 'CN=erp, CN=shop',
    answer: commonName,
  },
  {
    name: 'two names, the other last',
    sent: 'CN=shop, CN=zzzzz: the certificate has one',
    answer: { status: 201, issued: OURS },
  },
  {
    name: 'another organization',
    sent: 'O=Evil, by node-forge',
    answer: refused(400, 'CSR: Invalid organization provided.'),
  },
  {
    name: 'no country',
    sent: 'a request by openssl',
    answer: refused(400, 'CSR: No country provided.'),
  },
  {
    name: 'wants to be a CA',
    sent: 'a request by openssl with CA:TRUE and keyCertSign: the certificate is none of a CA',
    answer: { status: 201, issued: OURS },
  },
  {
    name: 'wants to be a server',
    sent: 'a request by openssl with serverAuth and DNS:edge.example.com: the certificate has neither',
    answer: { status: 201, issued: OURS },
  },
  {
    name: 'renewal without a certificate',
    sent: 'a renewal about which the gateway states no identity',
    answer: ANSWERS.certificateRequired,
  },
  {
    name: 'renewal with a revoked certificate',
    sent: 'a renewal that a gateway forwarded before it knew',
    answer: revoked,
  },
  {
    name: 'renewal for another name',
    sent: 'CN=erp with the certificate of shop',
    answer: commonName,
  },
  {
    name: 'renewal after the environment was created again',
    sent: 'the old certificate, which was revoked with the environment and which a gateway still took for good',
    answer: revoked,
  },
] as const satisfies readonly HostileCase[];
