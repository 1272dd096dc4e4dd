import type { Request } from 'express';

/** Who calls through the gateway, as its assertion states it (wire-contracts 7). */
export interface EdgeIdentity {
  /** Lower-case hex SHA-256 of the verified client certificate. */
  fingerprint: string;
  environment: { name: string; uid: string };
}

const identities = new WeakMap<Request, EdgeIdentity>();

/** For the middleware that verifies the assertion; nobody else states an identity. */
export function setEdgeIdentity(request: Request, identity: EdgeIdentity) {
  identities.set(request, identity);
}

/** @returns undefined on routes that need no certificate, when none was shown. */
export function getEdgeIdentity(request: Request): EdgeIdentity | undefined {
  return identities.get(request);
}
