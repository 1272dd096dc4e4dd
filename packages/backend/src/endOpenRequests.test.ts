import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { endOpenRequests } from './endOpenRequests';

const LONG_POLL = '/api/events/bus/v1/subscriptions/catalog/events';

describe('endOpenRequests', () => {
  let server: Server;
  let url: string;
  let endPortal: () => void | Promise<void>;

  async function start(drainMs: number): Promise<void> {
    const app = express();
    server = createServer(app);
    const lifecycle = {
      addShutdownHook: (hook: () => void | Promise<void>) => {
        endPortal = hook;
      },
    };
    app.use(endOpenRequests(server, lifecycle, drainMs));
    app.get([LONG_POLL, '/api/slow'], (_request, response) => {
      response.status(202).flushHeaders();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    url = `http://127.0.0.1:${port}`;
  }

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('ends long polls at once, and does not let another begin', async () => {
    await start(600_000);
    const poll = await fetch(`${url}${LONG_POLL}`);
    expect(poll.status).toBe(202);

    await endPortal();

    expect(await poll.text()).toBe('');
    expect((await fetch(`${url}${LONG_POLL}`)).status).toBe(503);
    const closed = once(server, 'close');
    server.closeIdleConnections();
    server.close();
    await closed;
  });

  it('cuts other requests off when they do not end in time', async () => {
    await start(50);
    const slow = await fetch(`${url}/api/slow`);

    await endPortal();

    await expect(slow.text()).rejects.toThrow('terminated');
  });
});
