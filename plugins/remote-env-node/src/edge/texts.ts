/** Body of every error of wire-contracts 1.1 and 1.2. */
export interface EdgeErrorBody {
  /** The HTTP status again. */
  code: number;
  error: string;
}

/** Texts that clients of the older protocol know by heart (wire-contracts 1 and 1.1); gateway and portal answer alike. */
export const EDGE_TEXTS = {
  notFound: 'Requested resource could not be found.',
  methodNotAllowed: 'Method not allowed.',
  certificateRequired: 'Client certificate required.',
  noValidSubject: 'no valid subject found',
  revoked: 'Certificate has been revoked.',
  suspended: 'Connection is suspended.',
  tokenMissing: 'Token not provided.',
  tokenInvalid: 'Invalid token.',
} as const;

export function edgeErrorBody(code: number, error: string): EdgeErrorBody {
  return { code, error };
}
