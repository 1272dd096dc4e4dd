import { ANSWERS } from './answers';
import type { HostileCase } from './HostileCase';

const { noTls, noValidSubject, revoked } = ANSWERS;

/** A certificate that was good, used after something took that away, or while something is away. */
export const CHANGE_CASES = [
  {
    name: 'revoked',
    sent: 'a revoked certificate, over a new connection',
    answer: revoked,
  },
  {
    name: 'revoked, on an open connection',
    sent: 'the next request over a connection from before the revocation',
    answer: revoked,
  },
  {
    name: 'revoked, in a resumed session',
    sent: 'a TLS session from before the revocation',
    answer: revoked,
  },
  {
    name: 'revoked, asks for another',
    sent: 'a renewal with a revoked certificate',
    answer: revoked,
  },
  {
    name: 'revoked, then renewed',
    sent: 'the revoked certificate, after its holder got another that is good',
    answer: revoked,
  },
  {
    name: 'revoked twice by itself',
    sent: 'its own revocation again, over the connection of the first',
    answer: revoked,
  },
  {
    name: 'revoked while the portal is away',
    sent: 'a certificate that was revoked while no portal answered',
    answer: revoked,
  },
  {
    name: 'revoked by itself while the portal is away',
    sent: 'the call after its own revocation, while no portal answers',
    answer: revoked,
  },
  {
    name: 'revoked by itself while the store is away',
    sent: 'its own revocation, which cannot be written: it is told so, and nothing half-written stays',
    answer: ANSWERS.unavailableNow,
  },
  {
    name: 'revoked while the store was away',
    sent: 'a certificate that was revoked by another process while this gateway did not reach the store, once it does',
    answer: revoked,
  },
  {
    name: 'revoked, gateway restarted without a store',
    sent: 'a revoked certificate to a gateway that knows no more than its snapshot',
    answer: revoked,
  },
  {
    name: 'unknown, gateway restarted without a store',
    sent: 'a certificate of ours that is not in the snapshot',
    answer: ANSWERS.unavailable,
  },
  {
    name: 'store away for too long',
    sent: 'a good certificate to a gateway whose view is too old to tell',
    answer: ANSWERS.unavailable,
  },
  {
    name: 'restarted without a store and without a snapshot',
    sent: 'a good certificate to a gateway that knows nothing',
    answer: noTls,
  },
  {
    name: 'restarted without a store, snapshot forged',
    sent: 'a good certificate to a gateway whose snapshot somebody changed',
    answer: noTls,
  },
  {
    name: 'environment deleted',
    sent: 'the certificate of an environment that is no more',
    answer: noValidSubject,
  },
  {
    name: 'environment deleted and created again',
    sent: 'the old certificate, after the name went to another environment that is approved',
    answer: noValidSubject,
  },
  {
    name: 'decision on an earlier environment',
    sent: 'a certificate of an environment of whose name only an earlier one was approved',
    answer: noValidSubject,
  },
  {
    name: 'suspended',
    sent: 'a good certificate of a suspended environment',
    answer: ANSWERS.suspended,
  },
  {
    name: 'rejected',
    sent: 'a good certificate of a rejected environment',
    answer: noValidSubject,
  },
  {
    name: 'nobody has decided',
    sent: 'a good certificate of an environment that waits for its approval',
    answer: noValidSubject,
  },
  {
    name: 'CA withdrawn',
    sent: 'a certificate of a CA that has left the bundle',
    answer: noValidSubject,
  },
] as const satisfies readonly HostileCase[];
