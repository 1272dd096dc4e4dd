import { Worker } from 'node:worker_threads';

/**
 * Waits, on a thread of its own, for the end of standard input, which the portal holds open as long as it lives, and
 * then kills this process. A thread, because a document may keep the main one busy for as long as it likes.
 */
const WATCH = `
  const { Socket } = require('node:net');
  const end = () => process.kill(process.pid, 'SIGKILL');
  new Socket({ fd: 0 }).on('error', end).on('close', end).resume();
`;

export function endWithParent(): void {
  new Worker(WATCH, { eval: true, execArgv: [] }).unref();
}
