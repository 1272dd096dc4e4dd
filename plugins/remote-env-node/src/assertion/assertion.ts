import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import type { SharedSecret } from '../secrets/SharedSecret';

/**
 * The statement that a gateway sends with every forwarded call (docs/decisions/0001-foundation.md; wire-contracts 7):
 * a JWT, HS256, bound to one method and path, good for 30 seconds and for one use.
 *
 * | claim | holds |
 * |---|---|
 * | `iss`, `aud` | `remote-env-gateway`, `remote-env` |
 * | `iat`, `exp`, `jti` | now, 30 seconds later, random |
 * | `htm`, `htu` | method, path as received, without the query |
 * | `ip` | address of the peer at the edge |
 * | `sub`, `env` | `certificate:<fingerprint>` and `{name, uid}`; only where a certificate was verified |
 */
export interface Assertion {
  method: string;
  /** Without the query, which can hold a token. */
  path: string;
  /** Address of the peer at the edge; guesses of tokens are counted by it. */
  ip: string;
  /** Absent where no certificate was presented. */
  identity?: AssertedIdentity;
}

export interface AssertedIdentity {
  /** Lower-case hex SHA-256 of the DER. */
  fingerprint: string;
  environment: { name: string; uid: string };
}

/** The assertion is missing, forged, expired, used before, or made for another call. */
export class AssertionError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AssertionError';
  }
}

const ISSUER = 'remote-env-gateway';
const AUDIENCE = 'remote-env';
const LIFETIME_SECONDS = 30;
/** Clocks of gateway and portal may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;

const claimsSchema = z.object({
  jti: z.string().min(1).max(100),
  exp: z.number(),
  htm: z.string(),
  htu: z.string(),
  ip: z.string().max(100),
  sub: z
    .string()
    .regex(/^certificate:[0-9a-f]{64}$/)
    .optional(),
  env: z.object({ name: z.string(), uid: z.string() }).optional(),
});

/** @param key - 32 bytes or more, see `assertionKey` */
export async function signAssertion(
  key: Uint8Array,
  assertion: Assertion,
): Promise<string> {
  const { identity } = assertion;
  const jwt = new SignJWT({
    htm: assertion.method,
    htu: assertion.path,
    ip: assertion.ip,
    ...(identity && { env: identity.environment }),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`);
  if (identity) {
    jwt.setSubject(`certificate:${identity.fingerprint}`);
  }
  return jwt.sign(key);
}

/**
 * Reads the key from configuration.
 *
 * @param base64 - of 32 bytes or more
 */
export function assertionKey(base64: string): Uint8Array {
  const key = Buffer.from(base64, 'base64');
  if (key.length < 32) {
    throw new Error('the assertion key must be base64 of 32 bytes or more');
  }
  return key;
}

/** One key for good, or the base64 of one or two that may be exchanged meanwhile. */
export type AssertionKeys = Uint8Array | SharedSecret;

/**
 * The keys that count now; the first is the one to sign with.
 *
 * @throws StoreUnavailableError when their file cannot be read and never could
 */
export async function assertionKeys(
  keys: AssertionKeys,
): Promise<[Uint8Array, ...Uint8Array[]]> {
  if (keys instanceof Uint8Array) {
    return [keys];
  }
  const [first, ...others] = await keys.all();
  return [assertionKey(first ?? ''), ...others.map(assertionKey)];
}

/** Verifies assertions and remembers those it has seen, so that each is good for one use in this process. */
export class AssertionVerifier {
  readonly #keys: AssertionKeys;
  /** `jti` to the second at which it can be forgotten, in order of arrival. */
  readonly #seen = new Map<string, number>();

  /** @param keys - any of them may have signed */
  static create(keys: AssertionKeys): AssertionVerifier {
    return new AssertionVerifier(keys);
  }

  private constructor(keys: AssertionKeys) {
    this.#keys = keys;
  }

  /** @throws AssertionError, StoreUnavailableError */
  async verify(
    token: string | undefined,
    expected: { method: string; path: string },
  ): Promise<Assertion> {
    if (!token) {
      throw new AssertionError('no assertion');
    }
    const claims = await this.#claims(token);
    if (claims.htm !== expected.method || claims.htu !== expected.path) {
      throw new AssertionError('the assertion was made for another call');
    }
    if ((claims.sub === undefined) !== (claims.env === undefined)) {
      throw new AssertionError('the assertion names half an identity');
    }
    this.#useOnce(claims.jti, claims.exp);
    return {
      method: claims.htm,
      path: claims.htu,
      ip: claims.ip,
      ...(claims.sub &&
        claims.env && {
          identity: {
            fingerprint: claims.sub.slice('certificate:'.length),
            environment: claims.env,
          },
        }),
    };
  }

  async #claims(token: string) {
    const keys = await assertionKeys(this.#keys);
    let cause: unknown;
    for (const key of keys) {
      try {
        // WebCrypto compares in constant time.
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          audience: AUDIENCE,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          maxTokenAge: LIFETIME_SECONDS,
          requiredClaims: ['exp', 'iat', 'jti'],
        });
        return claimsSchema.parse(payload);
      } catch (error) {
        cause ??= error;
      }
    }
    throw new AssertionError('the assertion does not verify', { cause });
  }

  #useOnce(jti: string, exp: number) {
    const now = Date.now() / 1000;
    for (const [old, forgetAt] of this.#seen) {
      if (forgetAt > now) {
        break;
      }
      this.#seen.delete(old);
    }
    if (this.#seen.has(jti)) {
      throw new AssertionError('the assertion was used before');
    }
    this.#seen.set(jti, exp + CLOCK_TOLERANCE_SECONDS);
  }
}
