import { z } from 'zod';

const errorSchema = z.looseObject({
  name: z.string().optional(),
  code: z.string().optional(),
  syscall: z.string().optional(),
  message: z.string().default(''),
});

/** Of Node's sockets: the server is not there, or went in the middle of something. */
const SOCKET_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * PostgreSQL's (Appendix A, "PostgreSQL Error Codes"): connection exceptions, an administrator or a crash ended the
 * connection, the server starts or stops, it has no connection left, it has become a read-only standby.
 */
const SQL_STATES = /^(08...|57P0[1-5]|53300|25006)$/;

/** What `pg` throws without any code. */
const MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;

/** Whether an error of the portal's database says that it cannot be reached now, so that the same may work later. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const parsed = errorSchema.safeParse(error);
  if (!parsed.success) {
    return false;
  }
  const { name, code = '', message, syscall } = parsed.data;
  return (
    name === 'KnexTimeoutError' ||
    SOCKET_CODES.has(code) ||
    // A Unix socket that is not there, and not just any file.
    (code === 'ENOENT' && syscall === 'connect') ||
    SQL_STATES.test(code) ||
    MESSAGES.test(message)
  );
}
