/** Longer than any work on one document, or on two: whoever still has it then has died. */
export const LEASE_MS = 3 * 60_000;
export const RETRY_MS = 10_000;
/** Portals that died over it, or were restarted, before it is given up. */
export const MAX_ATTEMPTS = 5;
/** Between two pieces of work, at most. */
export const MAX_REST_MS = 1000;
