import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RawHeaders } from '../forwarding/headers';

/** Milliseconds without a byte in either direction. */
const TUNNEL_IDLE_MS = 60 * 60_000;

/** Answers the caller's wish to change protocols, and joins it and the target until either ends. */
export function joinTunnel(
  res: ServerResponse,
  caller: Socket,
  /** What the caller sent ahead. */
  head: Buffer,
  headers: RawHeaders,
  target: Duplex,
): void {
  res.detachSocket(caller);
  const lines = ['HTTP/1.1 101 Switching Protocols'];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    lines.push(`${headers[i]}: ${headers[i + 1]}`);
  }
  caller.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (head.length > 0) {
    target.write(head);
  }
  const end = () => {
    caller.destroy();
    target.destroy();
  };
  caller.setTimeout(TUNNEL_IDLE_MS, end);
  caller.setNoDelay(true);
  for (const side of [caller, target]) {
    side.on('error', end);
    side.on('close', end);
  }
  caller.pipe(target);
  target.pipe(caller);
}
