import { readFile } from 'node:fs/promises';
import {
  credsAuthenticator,
  type NodeConnectionOptions,
} from '@nats-io/transport-node';
import type { NatsConnectionConfig } from '../config';

const SECOND = 1000;

/** @throws Error of the file system when a file that the configuration names cannot be read */
export async function connectOptions(
  config: NatsConnectionConfig,
): Promise<NodeConnectionOptions> {
  const { servers, credentialsFile, username, password, token, tls } = config;
  // The client itself takes no notice of the scheme, and would go on in the clear with a server that offers no TLS.
  const secure =
    tls !== undefined || servers.some(server => /^tls:/i.test(server));
  return {
    name: 'remote-env',
    servers,
    timeout: 5 * SECOND,
    // For ever: whoever wants something meanwhile is told so at once.
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval: 10 * SECOND,
    ...(credentialsFile && {
      authenticator: credsAuthenticator(await readFile(credentialsFile)),
    }),
    ...(username && { user: username, pass: password }),
    ...(token && { token }),
    ...(secure && {
      tls: {
        ...(tls?.caFile && { caFile: tls.caFile }),
        ...(tls?.certFile && { certFile: tls.certFile }),
        ...(tls?.keyFile && { keyFile: tls.keyFile }),
      },
    }),
  };
}
