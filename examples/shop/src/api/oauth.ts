import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Router, urlencoded, type RequestHandler } from 'express';

const TOKEN_SECONDS = 300;

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Both parts are form-encoded before they go into the header (RFC 6749, 2.3.1). */
function readBasic(authorization: string): ClientCredentials | undefined {
  const [id = '', ...secret] = Buffer.from(
    authorization.slice('Basic '.length),
    'base64',
  )
    .toString('utf8')
    .split(':');
  try {
    return {
      clientId: decodeURIComponent(id),
      clientSecret: decodeURIComponent(secret.join(':')),
    };
  } catch {
    return undefined;
  }
}

function readClient(
  authorization: string | undefined,
  form: Record<string, unknown>,
): ClientCredentials | undefined {
  if (authorization?.startsWith('Basic ')) {
    return readBasic(authorization);
  }
  const { client_id: clientId, client_secret: clientSecret } = form;
  return typeof clientId === 'string' && typeof clientSecret === 'string'
    ? { clientId, clientSecret }
    : undefined;
}

/** A token endpoint for client credentials (RFC 6749, 4.4) and the check of the tokens it gave. */
export class OAuth {
  readonly #tokens = new Map<string, number>();

  constructor(private readonly client: ClientCredentials) {}

  router(): Router {
    const router = Router();
    router.post(
      '/oauth/token',
      urlencoded({ extended: false, limit: '10kb' }),
      (request, response) => {
        const presented = readClient(
          request.headers.authorization,
          request.body ?? {},
        );
        const known =
          presented &&
          sameText(presented.clientId, this.client.clientId) &&
          sameText(presented.clientSecret, this.client.clientSecret);
        if (!known) {
          response.status(401).json({ error: 'invalid_client' });
          return;
        }
        if (request.body.grant_type !== 'client_credentials') {
          response.status(400).json({ error: 'unsupported_grant_type' });
          return;
        }
        response.set('cache-control', 'no-store').json({
          access_token: this.#issue(),
          token_type: 'Bearer',
          expires_in: TOKEN_SECONDS,
        });
      },
    );
    return router;
  }

  /** Lets a request pass only with a live token. */
  required(): RequestHandler {
    return (request, response, next) => {
      const [, token = ''] =
        /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
      const expires = this.#tokens.get(token);
      if (expires === undefined || expires < Date.now()) {
        response
          .status(401)
          .set('www-authenticate', 'Bearer')
          .json({ error: 'invalid_token' });
        return;
      }
      next();
    };
  }

  #issue(): string {
    const now = Date.now();
    for (const [token, expires] of this.#tokens) {
      if (expires < now) {
        this.#tokens.delete(token);
      }
    }
    const token = randomBytes(32).toString('base64url');
    this.#tokens.set(token, now + TOKEN_SECONDS * 1000);
    return token;
  }
}
