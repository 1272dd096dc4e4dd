import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../../process/Logger';
import type { Presented } from '../identity/Presented';

/** The listeners of the edge, as metrics and the activity log name them. */
export type ListenerName = 'public' | 'forwarded';

/** Who sent a request, as its listener knows it. */
export interface Sender {
  listener: ListenerName;
  /** Address of the system, for limits and the activity log. */
  ip: string;
  /** Whether the request held a certificate in a header where headers do not count; it is gone. */
  forged: boolean;
  /** Read when it is asked for: most of what strangers send needs no certificate. */
  presented: () => Presented;
}

/** A listener as its requests see it. */
export interface Entrance {
  name: ListenerName;

  /**
   * Takes out of a request what it says about its sender, whether that counts here or not, so that nothing behind can
   * take it for true. Called once for each request, before anything else looks at its headers.
   */
  sender(req: IncomingMessage): Sender;
}

/** What every listener needs of the edge. */
export interface ListenerOptions {
  /** Takes every request that comes in. */
  serve: (
    req: IncomingMessage,
    res: ServerResponse,
    entrance: Entrance,
  ) => void;
  /** @param ip - of the peer, while it is known */
  onHandshakeFailed: (ip: string | undefined) => void;
  logger: Logger;
}

/** @returns the address of the peer, of IPv4 in its own form */
export function peerAddress({ socket }: IncomingMessage): string {
  return socketAddress(socket) ?? '';
}

/** The same of a connection; undefined once that is gone. */
export function socketAddress({
  remoteAddress,
}: Pick<Socket, 'remoteAddress'>): string | undefined {
  return remoteAddress?.replace(/^::ffff:/, '');
}
