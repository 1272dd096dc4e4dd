import { ANSWERS } from './answers';
import type { HostileCase } from './HostileCase';

const { noValidSubject, noTls } = ANSWERS;

/** Certificates that are not the victim's, shown at the edge on a route of the victim. */
export const CERTIFICATE_CASES = [
  {
    name: 'none',
    sent: 'no certificate at all',
    answer: ANSWERS.certificateRequired,
  },
  {
    name: 'foreign CA, OpenSSL',
    sent: "the victim's subject, signed by a CA of openssl that is not ours",
    answer: noValidSubject,
  },
  {
    name: 'foreign CA, node-forge',
    sent: "the victim's subject, signed by a CA of node-forge that is not ours",
    answer: noValidSubject,
  },
  {
    name: 'foreign CA of our name',
    sent: 'the same, by a CA whose subject is that of ours',
    answer: noValidSubject,
  },
  {
    name: 'foreign CA, the rest copied',
    sent: "issuer, its key identifier, serial number and subject of the victim's certificate, by another key",
    answer: noValidSubject,
  },
  {
    name: 'foreign CA, on record',
    sent: 'one of a CA that is not ours, although a record names it',
    answer: noValidSubject,
  },
  {
    name: 'self-signed',
    sent: "the victim's subject, signed by itself",
    answer: noValidSubject,
  },
  {
    name: 'self-signed with the name of our CA',
    sent: 'issuer and subject of our CA, another key',
    answer: noValidSubject,
  },
  {
    name: 'self-signed without a name',
    sent: 'neither subject nor issuer',
    answer: noValidSubject,
  },
  {
    name: 'expired',
    sent: 'a certificate of ours, on record, whose time is over',
    answer: noValidSubject,
  },
  {
    name: 'not yet valid',
    sent: 'a certificate of ours, on record, whose time has not come',
    answer: noValidSubject,
  },
  {
    name: 'for servers',
    sent: 'a certificate of ours, on record, with the extended key usage of TLS servers alone',
    answer: noValidSubject,
  },
  {
    name: 'for signing code',
    sent: 'a certificate of ours, on record, with the extended key usage of code signing alone',
    answer: noValidSubject,
  },
  {
    name: 'our CA as client',
    sent: 'the certificate of our CA with its key',
    answer: noValidSubject,
  },
  {
    name: 'our CA as client, on record',
    sent: 'the same, with a record that names it',
    answer: noValidSubject,
  },
  {
    name: 'an intermediate as client, on record',
    sent: 'a CA certificate that ours has signed, with a record that names it',
    answer: noValidSubject,
  },
  {
    name: 'signed by a client',
    sent: "one signed with the key of the attacker's own certificate, and that one in the chain",
    answer: noValidSubject,
  },
  {
    name: 'of an intermediate that nobody published',
    sent: 'one of a CA that ours has signed but that is not in the bundle, and that CA in the chain',
    answer: noValidSubject,
  },
  {
    name: 'without a record',
    sent: "a certificate of ours with the victim's subject that nobody has recorded",
    answer: noValidSubject,
  },
  {
    name: 'twin',
    sent: "issuer, serial number and subject of the victim's certificate by our CA, with another key",
    answer: noValidSubject,
  },
  {
    name: 'another serial number on record',
    sent: 'a certificate of ours whose record has another serial number',
    answer: noValidSubject,
  },
  {
    name: 'another issuer on record',
    sent: 'a certificate of ours whose record has another issuer',
    answer: noValidSubject,
  },
  {
    name: "of another environment, on the victim's path",
    sent: "the attacker's own good certificate",
    answer: noValidSubject,
  },
  {
    name: 'of another environment, on a path that nobody has',
    sent: "the attacker's own good certificate, and a name that does not exist",
    answer: noValidSubject,
  },
  {
    name: "of another environment, on the victim's path in capitals",
    sent: "the attacker's own good certificate, and /VICTIM/…",
    answer: noValidSubject,
  },
  {
    name: 'TLS 1.1',
    sent: 'an offer of TLS 1.0 and 1.1',
    answer: noTls,
  },
  {
    name: 'no TLS',
    sent: 'HTTP in clear to the TLS port',
    answer: noTls,
  },
] as const satisfies readonly HostileCase[];
