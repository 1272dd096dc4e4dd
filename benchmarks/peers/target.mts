/** A registered API that answers every request with one kilobyte. */
import { createServer } from 'node:http';
import { listen } from './listening.mts';

const ANSWER = Buffer.from(JSON.stringify({ text: 'x'.repeat(1_000) }));

listen(
  createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response
        .writeHead(200, {
          'content-type': 'application/json',
          'content-length': ANSWER.length,
        })
        .end(ANSWER);
    });
  }),
  'http',
);
