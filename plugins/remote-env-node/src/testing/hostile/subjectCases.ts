import { ANSWERS } from './answers';
import type { HostileCase } from './HostileCase';

const answer = ANSWERS.noValidSubject;

/**
 * Subjects that some parser could take for the victim's. Each certificate is of our CA, on record for the attacker, and
 * accepted on the attacker's own path; shown is it on the victim's.
 */
export const SUBJECT_CASES = [
  { name: 'subject: that of the victim', sent: 'CN=victim', answer },
  {
    name: 'subject: more after the common name',
    sent: 'a common name whose value is `victim,O=x`',
    answer,
  },
  {
    name: 'subject: more before the common name',
    sent: 'a common name whose value is `attacker,CN=victim`',
    answer,
  },
  {
    name: 'subject: organization with a common name inside',
    sent: 'an organization whose value is `x,CN=victim`',
    answer,
  },
  {
    name: 'subject: slashes',
    sent: 'a common name whose value is `attacker/CN=victim`',
    answer,
  },
  {
    name: 'subject: an escape',
    sent: 'a common name whose value is `victim\\2CO=x`',
    answer,
  },
  {
    name: 'subject: a quote',
    sent: 'a common name whose value is `"victim"`',
    answer,
  },
  {
    name: 'subject: a line feed',
    sent: 'a common name whose value is `attacker\\nCN=victim`',
    answer,
  },
  {
    name: 'subject: a NUL byte after the name',
    sent: 'a common name whose value is `victim\\0.attacker.test`',
    answer,
  },
  {
    name: 'subject: a NUL byte before the name',
    sent: 'a common name whose value is `\\0victim`',
    answer,
  },
  {
    name: 'subject: a multi-valued RDN',
    sent: 'CN=attacker+CN=victim in one RDN, by openssl',
    answer,
  },
  {
    name: 'subject: a multi-valued RDN of two types',
    sent: 'CN=victim+OU=attacker in one RDN, by openssl',
    answer,
  },
  {
    name: 'subject: two common names, the other first',
    sent: 'CN=attacker, CN=victim',
    answer,
  },
  {
    name: 'subject: two common names, the other last',
    sent: 'CN=victim, CN=attacker',
    answer,
  },
  { name: 'subject: an asterisk', sent: 'CN=*', answer },
  { name: 'subject: capitals', sent: 'CN=VICTIM', answer },
  {
    name: 'subject: blanks around it',
    sent: 'a common name whose value is ` victim `',
    answer,
  },
  {
    name: 'subject: letters that look alike',
    sent: 'a common name with a Cyrillic letter for the Latin i',
    answer,
  },
  {
    name: 'subject: empty, the name as alternative',
    sent: 'no subject, and DNS:victim as alternative name, by openssl',
    answer,
  },
  {
    name: 'subject: as e-mail address and user id',
    sent: 'no common name, but emailAddress=victim and UID=victim, by openssl',
    answer,
  },
  {
    name: 'subject: hundreds of attributes',
    sent: '300 organizational units and then CN=victim',
    answer,
  },
] as const satisfies readonly HostileCase[];
