import type { Server } from 'node:http';

/** Listens on a free loopback port, prints its URL, and ends with whoever started it. */
export function listen(server: Server, protocol: 'http' | 'https'): void {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The server has no port.');
    }
    console.log(`${protocol}://localhost:${address.port}`);
  });
  const end = () => process.exit(0);
  process.on('SIGTERM', end);
  process.stdin.on('end', end).resume();
}
