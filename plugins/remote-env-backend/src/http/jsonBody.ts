import express, { type Request, type Response } from 'express';

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i;

export interface JsonBodyOptions {
  /** Bytes, unpacked. */
  limit: number;
  /** @returns what is thrown for a body that is no JSON; `cause` says why */
  malformed(cause: unknown): Error;
  /** Reads bodies that are too large to be read beside everything else. */
  large?: {
    /** Bytes. */
    from: number;
    /** @param encoding - one that `TextDecoder` knows */
    read(body: Buffer, encoding: string): Promise<unknown>;
  };
}

/** @returns the body; an empty object for an empty one; throws what the body parser throws, too */
export type ReadBody = (
  request: Request,
  response: Response,
) => Promise<unknown>;

/**
 * Reads bodies as JSON, of any content type, since older clients send none, or what their library falls back to, such
 * as `text/plain; charset=ISO-8859-1`. They are taken by their word; an encoding that nobody knows is UTF-8, as it was
 * for the older system.
 */
export function jsonBody({
  limit,
  malformed,
  large,
}: JsonBodyOptions): ReadBody {
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
    if (large && body.length >= large.from) {
      return large.read(body, decoder.encoding);
    }
    try {
      return JSON.parse(decoder.decode(body));
    } catch (error) {
      throw malformed(error);
    }
  };
}

function decoderOf(contentType: string | undefined): TextDecoder {
  const [, charset = 'utf-8'] = CHARSET.exec(contentType ?? '') ?? [];
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
