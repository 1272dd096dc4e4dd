import { z } from 'zod';

const bodySchema = z.object({
  error: z.object({ name: z.string(), message: z.string() }),
});

/** What the portal answered instead of what was asked for, in words that a reader may see. */
export class PortalError extends Error {
  /** HTTP status; 0 when there was no answer at all. */
  readonly status: number;

  private constructor(status: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PortalError';
    this.status = status;
  }

  /** From an answer in Backstage's shape; the message is the portal's own. */
  static fromAnswer(response: Response, body: unknown): PortalError {
    const parsed = bodySchema.safeParse(body);
    return new PortalError(
      response.status,
      parsed.success
        ? parsed.data.error.message
        : `The portal answered ${response.status} ${response.statusText}`.trim(),
    );
  }

  static unreachable(cause: unknown): PortalError {
    return new PortalError(0, 'The portal cannot be reached', cause);
  }
}

/** The message that a reader sees for any failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The thing is not there, or the reader may not know that it is. */
export function isNotFound(error: unknown): boolean {
  return error instanceof PortalError && error.status === 404;
}
