import { SigningRequest } from '@remote-env/plugin-remote-env-node/x509';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { EdgeError } from '../errors';
import { jsonBody } from '../../jsonBody';
import { malformedBody } from '../malformedBody';

/** Bytes; a request with a 4096-bit key takes about 3,200 in base64 of PEM. */
const BODY_LIMIT = 64 * 1024;

const read = jsonBody({ limit: BODY_LIMIT, malformed: malformedBody });
const signingBody = z.object({ csr: z.string() });

/**
 * Reads `{"csr": base64 of PEM}`, once the caller has shown a right to send it. Any content type will do, since older
 * clients send none; unknown fields are ignored.
 *
 * @throws EdgeError, CsrError, and what the body parser throws
 */
export async function readCsr(
  request: Request,
  response: Response,
): Promise<SigningRequest> {
  const body = signingBody.safeParse(await read(request, response));
  if (!body.success) {
    throw new EdgeError(
      400,
      'Error while unmarshalling request body: csr must be a string.',
    );
  }
  return SigningRequest.fromBase64(body.data.csr);
}
