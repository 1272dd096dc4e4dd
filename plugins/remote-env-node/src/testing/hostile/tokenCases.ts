import { ANSWERS, refused } from './answers';
import type { HostileCase } from './HostileCase';

const { suspended, tokenInvalid, tokenMissing } = ANSWERS;

/** One-time tokens, and statements of gateways, as somebody without a right to them uses them. */
export const TOKEN_CASES = [
  { name: 'no token', sent: 'a request without one', answer: tokenMissing },
  { name: 'an empty token', sent: '?token=', answer: tokenMissing },
  { name: 'two tokens', sent: '?token=a&token=<live>', answer: tokenMissing },
  {
    name: 'a guess',
    sent: '43 letters that are no token',
    answer: tokenInvalid,
  },
  {
    name: 'a token without end',
    sent: 'a live token and 5,000 letters',
    answer: tokenInvalid,
  },
  {
    name: 'SQL for a token',
    sent: "' OR '1'='1",
    answer: tokenInvalid,
  },
  {
    name: 'a token with a NUL byte',
    sent: 'a live token and %00',
    answer: tokenInvalid,
  },
  {
    name: 'the digest of a token',
    sent: 'what the portal shows of a live token, in its place',
    answer: tokenInvalid,
  },
  {
    name: 'replayed after the certificate',
    sent: 'a token with which a certificate was got',
    answer: tokenInvalid,
  },
  {
    name: 'replayed after the info',
    sent: 'a token that was traded for a fresh one',
    answer: tokenInvalid,
  },
  {
    name: 'used five times at once, for certificates',
    sent: 'five signing requests with one token: one gets a certificate, and this the others',
    answer: tokenInvalid,
  },
  {
    name: 'used five times at once, for infos',
    sent: 'five calls of the info URL with one token: one gets a fresh one, and this the others',
    answer: tokenInvalid,
  },
  {
    name: 'used at once for info and certificate',
    sent: 'both with one token: one of them gets what it wants, and this the other',
    answer: tokenInvalid,
  },
  { name: 'expired token', sent: 'a token of yesterday', answer: tokenInvalid },
  {
    name: 'cancelled token',
    sent: 'a token that was taken back',
    answer: tokenInvalid,
  },
  {
    name: 'token of another environment, oldest form',
    sent: "the attacker's token on the victim's path",
    answer: tokenInvalid,
  },
  {
    name: 'token of a deleted environment',
    sent: 'a token whose environment is no more',
    answer: tokenInvalid,
  },
  {
    name: 'token of an environment deleted and created again',
    sent: 'the old token, after the name went to another environment that is approved',
    answer: tokenInvalid,
  },
  {
    name: 'token of a suspended environment',
    sent: 'a token from before the suspension',
    answer: suspended,
  },
  {
    name: 'token of a rejected environment',
    sent: 'a token from before the rejection',
    answer: tokenInvalid,
  },
  {
    name: 'one guess too many',
    sent: 'the 21st guess of an address within a minute',
    answer: refused(429, 'Too many attempts, try again later.'),
  },
  {
    name: 'a live token after too many guesses',
    sent: 'a good token from an address that has guessed 20 times',
    answer: refused(429, 'Too many attempts, try again later.'),
  },
  {
    name: 'guesses from one IPv6 network',
    sent: 'the 21st guess, each from another address of one /64',
    answer: refused(429, 'Too many attempts, try again later.'),
  },
  {
    name: 'no statement of a gateway',
    sent: 'a call of a route of the edge without an assertion',
    answer: refused(403, 'The assertion was refused'),
  },
  {
    name: 'a statement twice',
    sent: 'an assertion that was used before',
    answer: refused(403, 'The assertion was refused'),
  },
  {
    name: 'a statement about another call',
    sent: 'an assertion for the info URL with a signing request',
    answer: refused(403, 'The assertion was refused'),
  },
  {
    name: 'a statement by another key',
    sent: 'an assertion that no gateway has signed',
    answer: refused(403, 'The assertion was refused'),
  },
  {
    name: 'a statement without a signature',
    sent: 'an assertion with alg none',
    answer: refused(403, 'The assertion was refused'),
  },
] as const satisfies readonly HostileCase[];
