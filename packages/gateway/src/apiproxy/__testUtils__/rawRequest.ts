import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';

/** Sends a request target as it is, which URL parsers would tidy up. */
export function rawRequest(
  base: string,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const req = httpRequest({ hostname, port, path, method, headers }, res => {
      text(res).then(
        body => resolve({ status: res.statusCode ?? 0, text: body }),
        reject,
      );
    });
    req.on('error', reject);
    req.end();
  });
}
