import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { peerAddress } from '../listener/Entrance';

/**
 * The address that called the ingress: the last entry of `X-Forwarded-For`, which the ingress has put there. Those
 * before it are what its caller claims.
 *
 * @returns the ingress's own address where it tells none
 */
export function forwardedAddress(req: IncomingMessage): string {
  const header = req.headers['x-forwarded-for'];
  const text = Array.isArray(header) ? header.at(-1) : header;
  const last = (text?.split(',').at(-1) ?? '').trim().replace(/^::ffff:/, '');
  return isIP(last) ? last : peerAddress(req);
}
