/**
 * The smallest proxy of `node:http` with a keep-alive agent: no binding, no credentials, no limits. Argument: base URL
 * of the target.
 */
import { Agent, createServer, request as call } from 'node:http';
import { listen } from './listening.mts';

const target = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

listen(
  createServer((request, response) => {
    const outgoing = call(
      {
        agent,
        hostname: target.hostname,
        port: target.port,
        path: request.url,
        method: request.method,
        headers: { ...request.headers, host: target.host },
      },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => response.destroy());
    request.pipe(outgoing);
  }),
  'http',
);
