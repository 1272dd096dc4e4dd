import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** @returns that many ports of the loopback interface which nobody listens on now */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () =>
    createServer().listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map(server => once(server, 'listening')));
  const ports = servers.map(server => portOf(server.address()));
  await Promise.all(
    servers.map(server => {
      server.close();
      return once(server, 'close');
    }),
  );
  return ports;
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('Not bound to a port');
  }
  return address.port;
}
