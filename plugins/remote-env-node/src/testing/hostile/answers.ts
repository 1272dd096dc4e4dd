import type { HostileAnswer } from './HostileCase';

const refused = (status: number, error: string | RegExp): HostileAnswer => ({
  status,
  error,
});

/** Answers of wire-contracts 1 and 1.1, word for word. */
export const ANSWERS = {
  noTls: { status: 'no TLS' },
  certificateRequired: refused(401, 'Client certificate required.'),
  noValidSubject: refused(403, 'no valid subject found'),
  revoked: refused(403, 'Certificate has been revoked.'),
  suspended: refused(403, 'Connection is suspended.'),
  tokenMissing: refused(403, 'Token not provided.'),
  tokenInvalid: refused(403, 'Invalid token.'),
  malformedPath: refused(400, 'Request path is malformed.'),
  badRequest: refused(400, 'Bad Request.'),
  tooLarge: refused(413, 'Request body is larger than 65536 bytes.'),
  unavailable: refused(503, 'Service is not available.'),
  unavailableNow: refused(503, 'Service is not available now.'),
  noString: refused(
    400,
    'Error while unmarshalling request body: csr must be a string.',
  ),
  noBase64: refused(
    400,
    'There was an error while parsing the base64 content. An incorrect value was provided.',
  ),
  noPem: refused(400, 'Error while decoding pem block.'),
  noRequest: refused(
    400,
    'Error while parsing CSR: it is not a PKCS#10 request with a public key',
  ),
  otherKey: refused(
    400,
    'CSR signature invalid: it was not made with the key in the request',
  ),
  commonName: refused(400, 'CSR: Invalid common name provided.'),
} as const satisfies Record<string, HostileAnswer>;

export { refused };
