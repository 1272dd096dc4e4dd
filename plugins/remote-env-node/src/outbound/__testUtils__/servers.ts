import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outboundSchema } from '../../config';
import { OutboundClient } from '../OutboundClient';
import type { OwnListener } from '../OutboundPolicy';
import type { ResolvedAddress } from '../pinnedConnector';

export const LIMITS = {
  purpose: 'spec',
  maxBytes: 1000,
  timeoutMs: 5000,
} as const;
export const LOOPBACK = { address: '127.0.0.1', family: 4 };

export const servers: Server[] = [];
const clients: OutboundClient[] = [];

export async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

export function clientOf(
  options: {
    config?: Parameters<typeof outboundSchema.parse>[0];
    own?: OwnListener[];
    resolve?: (name: string) => ResolvedAddress[];
  } = {},
) {
  const client = OutboundClient.create(
    outboundSchema.parse(options.config ?? { allowLoopback: true }),
    {
      own: () => options.own ?? [],
      ...(options.resolve && {
        resolve: async name => options.resolve?.(name) ?? [],
      }),
    },
  );
  clients.push(client);
  return client;
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
