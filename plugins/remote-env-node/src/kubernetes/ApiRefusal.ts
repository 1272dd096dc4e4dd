import { z } from 'zod';

/** `meta/v1 Status`, the body of every refusal that comes from the API server itself. */
export const statusSchema = z.object({
  kind: z.literal('Status'),
  code: z.number().int().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z
    .object({
      name: z.string().optional(),
      kind: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z.array(z.object({ reason: z.string().optional() })).optional(),
    })
    .optional(),
});
export type ApiStatus = z.infer<typeof statusSchema>;

/** Longest part of a foreign answer that goes into a message. */
const MAX_TEXT = 300;

/** The API server answered, and not with success. */
export class ApiRefusal extends Error {
  /** Of HTTP. */
  readonly code: number;
  /** Absent when the answer was no `Status`, e.g. from a proxy in between. */
  readonly status: ApiStatus | undefined;

  /** Seconds after which the server wants to be asked again. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param text - body of the answer
   * @param retryAfter - its header `Retry-After`
   */
  static parse(code: number, text: string, retryAfter?: string): ApiRefusal {
    const status = statusSchema.safeParse(jsonOf(text));
    return new ApiRefusal(
      code,
      status.data,
      status.data?.message || text.trim().slice(0, MAX_TEXT) || `HTTP ${code}`,
      Number(retryAfter) || status.data?.details?.retryAfterSeconds,
    );
  }

  /** @param status - object of an ERROR event of a watch */
  static of(status: ApiStatus): ApiRefusal {
    const code = status.code ?? 500;
    return new ApiRefusal(code, status, status.message ?? `HTTP ${code}`);
  }

  /** For calls of which only the HTTP status is known. */
  static bare(code: number, message: string): ApiRefusal {
    return new ApiRefusal(code, undefined, message);
  }

  private constructor(
    code: number,
    status: ApiStatus | undefined,
    message: string,
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = 'ApiRefusal';
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get reason(): string | undefined {
    return this.status?.reason;
  }

  /** A version or a continue token is older than what the server remembers. */
  get isExpired(): boolean {
    return (
      this.code === 410 || this.reason === 'Expired' || this.reason === 'Gone'
    );
  }

  /** The server or something before it is overloaded, starting or ending: the same may succeed later. */
  get isTransient(): boolean {
    return this.code === 429 || (this.code >= 500 && !this.isTooLarge);
  }

  /** The server tells of bodies beyond its limits by 413 or, beyond etcd's, by 500. */
  get isTooLarge(): boolean {
    return (
      this.code === 413 ||
      (this.code === 500 && /too large|larger than max/i.test(this.message))
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
