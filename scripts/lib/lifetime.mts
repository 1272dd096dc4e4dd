import { createReadStream } from 'node:fs';

/**
 * Calls back once when whoever started this process is gone: the read end of its lifetime pipe, inherited as a
 * file descriptor, then reaches its end. Does nothing without one.
 */
export function onStarterGone(callback: () => void): void {
  const descriptor = process.env.REMOTE_ENV_LIFETIME_FD;
  if (!descriptor) {
    return;
  }
  const stream = createReadStream('', {
    fd: Number(descriptor),
    autoClose: false,
  });
  stream.on('data', () => {});
  stream.once('end', callback);
  stream.once('error', callback);
}
