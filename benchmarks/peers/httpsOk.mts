/**
 * Plain `node:https` with client certificates that reads each body and answers 200: what the edge could reach at most
 * if it did nothing. Arguments: files with key and certificate of the server, and with the clients' CA.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { listen } from './listening.mts';

const [keyFile = '', certificateFile = '', caFile = ''] = process.argv.slice(2);
const ANSWER = Buffer.from('{"event-id":"","status":"published","reason":""}');

listen(
  createServer(
    {
      key: readFileSync(keyFile),
      cert: readFileSync(certificateFile),
      ca: readFileSync(caFile),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      request.resume();
      request.on('end', () => {
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'content-length': ANSWER.length,
          })
          .end(ANSWER);
      });
    },
  ),
  'https',
);
