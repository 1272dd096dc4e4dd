import { gzipSync } from 'node:zlib';
import { clientOf, LIMITS, serve } from './__testUtils__/servers';
import { OutboundDeniedError } from './errors';
import { outboundFetch } from './outboundFetch';

describe('outboundFetch', () => {
  it('serves libraries that bring their own fetch', async () => {
    const port = await serve((req, res) => {
      if (req.url === '/empty') {
        res.writeHead(204).end();
        return;
      }
      const chunks: Buffer[] = [];
      req.on('data', chunk => chunks.push(chunk));
      req.on('end', () => {
        res.setHeader('content-encoding', 'gzip');
        res.setHeader('content-type', 'application/json');
        res.end(
          gzipSync(JSON.stringify({ got: Buffer.concat(chunks).toString() })),
        );
      });
    });
    const fetch = outboundFetch(clientOf(), { ...LIMITS, purpose: 'token' });
    const response = await fetch(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      got: 'grant_type=client_credentials',
    });
    expect((await fetch(`http://127.0.0.1:${port}/empty`)).status).toBe(204);
    await expect(fetch('https://10.0.0.1/')).rejects.toThrow(
      OutboundDeniedError,
    );
  });
});
