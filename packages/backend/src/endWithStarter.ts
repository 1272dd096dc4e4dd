import { Socket } from 'node:net';

/** Milliseconds that a graceful end may take. */
const GRACE_MS = 4_000;

/**
 * Ends this process when the starter's end of the lifetime pipe is closed, however the starter went
 * (docs/decisions/0001-foundation.md, "Lifetime"). Does nothing where no pipe was inherited.
 *
 * The pipe is read as a socket and not as a file: the gateway shares it and does the same, and one of them alone
 * would find it in a mode that it cannot read.
 */
export function endWithStarter(
  options: {
    env?: NodeJS.ProcessEnv;
    end?: () => void;
  } = {},
): void {
  const { env = process.env, end = endGracefully } = options;
  const fd = env.REMOTE_ENV_LIFETIME_FD;
  if (!fd) {
    return;
  }
  const pipe = new Socket({ fd: Number(fd), readable: true, writable: false });
  pipe.once('end', end);
  pipe.once('error', end);
  pipe.resume();
}

function endGracefully(): void {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
}
