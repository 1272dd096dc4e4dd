import { Socket } from 'node:net';

/**
 * Calls back once when whoever started this process is gone: the read end of its lifetime pipe, inherited as a
 * file descriptor, then reaches its end. Does nothing without one.
 */
export function onStarterGone(callback: () => void): void {
  const descriptor = process.env.REMOTE_ENV_LIFETIME_FD;
  if (!descriptor) {
    return;
  }
  const pipe = new Socket({
    fd: Number(descriptor),
    readable: true,
    writable: false,
  });
  pipe.once('close', callback);
  pipe.on('error', () => {});
  pipe.resume().unref();
}
