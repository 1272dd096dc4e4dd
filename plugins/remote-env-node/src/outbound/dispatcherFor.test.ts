import { request } from 'undici';
import { clientOf, serve } from './__testUtils__/servers';
import { OutboundDeniedError } from './errors';

describe('dispatcherFor', () => {
  it('gives one agent for one way of calling, another for other credentials', () => {
    const client = clientOf();
    const url = 'https://acme.test/a';
    const agent = client.dispatcherFor(url, { purpose: 'target' });
    expect(
      client.dispatcherFor('https://acme.test/b', { purpose: 'target' }),
    ).toBe(agent);
    for (const other of [
      client.dispatcherFor('https://acme.test:444/', { purpose: 'target' }),
      client.dispatcherFor(url, { purpose: 'token' }),
      client.dispatcherFor(url, { purpose: 'target', tls: { ca: 'x' } }),
      client.dispatcherFor(url, {
        purpose: 'target',
        tls: { rejectUnauthorized: false },
      }),
    ]) {
      expect(other).not.toBe(agent);
    }
  });

  it('reaches its own target only', async () => {
    const port = await serve((_req, res) => res.end('target'));
    const other = await serve((_req, res) => res.end('other'));
    const dispatcher = clientOf().dispatcherFor(`http://127.0.0.1:${port}/`, {
      purpose: 'target',
    });
    const { body } = await request(`http://127.0.0.1:${port}/x`, {
      dispatcher,
    });
    expect(await body.text()).toBe('target');
    await expect(
      request(`http://127.0.0.1:${other}/`, { dispatcher }),
    ).rejects.toThrow(OutboundDeniedError);
  });

  it('refuses at once what needs no resolution to be refused', () => {
    expect(() =>
      clientOf().dispatcherFor('https://10.0.0.1/', { purpose: 'target' }),
    ).toThrow(OutboundDeniedError);
  });
});
