import express, { type Request, type Response } from 'express';
import { EdgeError } from './errors';

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

/** Who reads bodies that are too large to be read beside everything else. */
export interface LargeBodies {
  /** Bytes. */
  from: number;
  /** @param encoding - one that `TextDecoder` knows */
  read(body: Buffer, encoding: string): Promise<unknown>;
}

/**
 * Reads bodies as JSON, of any content type, since older clients send none, or what their library falls back to, such
 * as `text/plain; charset=ISO-8859-1`. They are taken by their word; an encoding that nobody knows is UTF-8, as it was
 * for the older system.
 *
 * @param limit - bytes, unpacked
 * @param large - reads what is beyond its size instead
 * @returns reads one body; an empty object for an empty one; throws EdgeError, and what the body parser throws
 */
export function jsonBody(
  limit: number,
  large?: LargeBodies,
): (request: Request, response: Response) => Promise<unknown> {
  const raw = express.raw({ limit, type: () => true });
  return async (request, response) => {
    await new Promise<void>((resolve, reject) => {
      raw(request, response, error => (error ? reject(error) : resolve()));
    });
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body) || body.length === 0) {
      return {};
    }
    const decoder = decoderOf(request.headers['content-type']);
    return large && body.length >= large.from
      ? large.read(body, decoder.encoding)
      : parse(body, decoder);
  };
}

function parse(body: Buffer, decoder: TextDecoder): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch (error) {
    throw malformedBody(error);
  }
}

/** @param cause - its message says what is wrong with the body */
export function malformedBody(cause: unknown): EdgeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EdgeError(
    400,
    `Error while unmarshalling request body: ${reason}`,
    {
      cause,
    },
  );
}

function decoderOf(contentType: string | undefined): TextDecoder {
  const [, charset = 'utf-8'] = CHARSET.exec(contentType ?? '') ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
