import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';

/** A system with two versions of its document, the second of which breaks the first. */
export async function serveStock() {
  const server = createServer((request, response) => {
    const paths = request.url === '/first.json' ? ['/a', '/b'] : ['/a'];
    const get = {
      summary: 'Look',
      responses: { 200: { description: 'ok' } },
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Stock', version: '1' },
        paths: Object.fromEntries(paths.map(each => [each, { get }])),
      }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
