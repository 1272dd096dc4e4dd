import { ANSWERS, refused } from './answers';
import type { HostileCase } from './HostileCase';

const { badRequest, certificateRequired, malformedPath } = ANSWERS;

/**
 * Requests that try to be somebody else's by their bytes. Forged certificate headers on both listeners are another
 * matrix: packages/gateway/src/edge/ingress/forgery.protocol.test.ts.
 */
export const REQUEST_CASES = [
  {
    name: 'a slash in disguise',
    sent: '/attacker%2f..%2fvictim/v1/events/subscribed',
    answer: malformedPath,
  },
  {
    name: 'a step upwards',
    sent: '/attacker/../victim/v1/events/subscribed',
    answer: malformedPath,
  },
  {
    name: 'a step upwards in disguise',
    sent: '/attacker/%2e%2e/victim/v1/events/subscribed',
    answer: malformedPath,
  },
  {
    name: 'a NUL byte in the path',
    sent: '/victim%00/v1/events/subscribed',
    answer: malformedPath,
  },
  {
    name: 'a whole URL as target',
    sent: 'GET https://edge.test/victim/v1/events/subscribed',
    answer: malformedPath,
  },
  {
    name: "the victim's name in disguise",
    sent: '/%76ictim/v1/events/subscribed',
    answer: ANSWERS.noValidSubject,
  },
  {
    name: 'a target without end',
    sent: 'a path of 9,000 characters',
    answer: refused(414, 'Request URL is too long.'),
  },
  {
    name: 'a header without end',
    sent: 'a header of 20,000 characters',
    answer: refused(431, 'Request Header Fields Too Large.'),
  },
  {
    name: 'two lengths',
    sent: 'two headers Content-Length that differ',
    answer: badRequest,
  },
  {
    name: 'a length and chunks',
    sent: 'Content-Length beside Transfer-Encoding: chunked',
    answer: badRequest,
  },
  {
    name: 'another method',
    sent: 'TRACE on a route of the victim',
    answer: refused(405, 'Method not allowed.'),
  },
  {
    name: 'an assertion of its own',
    sent: "a header in which gateways assert the victim's identity, signed with another key",
    answer: certificateRequired,
  },
  {
    name: "the gateway's token",
    sent: 'the token by which gateways call the portal',
    answer: certificateRequired,
  },
  {
    name: '10 MB in place of a request',
    sent: 'a body of 10 MB that says so, to the route that signs',
    answer: ANSWERS.tooLarge,
  },
  {
    name: '10 MB in chunks',
    sent: 'the same without a length',
    answer: ANSWERS.tooLarge,
  },
  {
    name: 'a certificate while the portal is away',
    sent: 'a token and a request while no portal answers',
    answer: ANSWERS.unavailableNow,
  },
] as const satisfies readonly HostileCase[];
