import type { Assertion } from '@remote-env/plugin-remote-env-node';
import type { Request } from 'express';

const calls = new WeakMap<Request, Assertion>();

/** For the middleware that verifies the assertion; nobody else states who calls. */
export function setEdgeCall(request: Request, assertion: Assertion) {
  calls.set(request, assertion);
}

/**
 * What the gateway asserts about the call: address of the caller and, where a certificate was verified, its
 * fingerprint and environment (wire-contracts 7). Identity comes from here and from nowhere else.
 */
export function getEdgeCall(request: Request): Assertion {
  const assertion = calls.get(request);
  if (!assertion) {
    throw new Error('the route is not mounted behind authenticateGateway');
  }
  return assertion;
}
