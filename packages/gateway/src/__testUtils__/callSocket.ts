import { request } from 'node:http';
import { withShortPath } from '../control/socketPath';

/** What a control socket asks for in these tests. */
export const CONTROL_TOKEN = 'c'.repeat(32);

export interface SocketAnswer {
  status: number;
  text: string;
}

/** One request over a Unix socket. */
export function callSocket(
  socketPath: string,
  method: string,
  urlPath: string,
  { token = CONTROL_TOKEN, body }: { token?: string; body?: string } = {},
): Promise<SocketAnswer> {
  return withShortPath(
    socketPath,
    short =>
      new Promise((resolve, reject) => {
        const req = request(
          {
            socketPath: short,
            method,
            path: urlPath,
            headers: token ? { authorization: `Bearer ${token}` } : {},
          },
          res => {
            let text = '';
            res.on('data', chunk => {
              text += chunk;
            });
            res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
          },
        );
        req.on('error', reject);
        req.end(body);
      }),
  );
}
