import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  gatewayConsumersSchema,
  gatewayDeadLetterPageSchema,
  type EventBus,
  type GatewayStatus,
} from '@remote-env/plugin-remote-env-node';
import { createDatabaseEventBus } from '@remote-env/plugin-remote-env-node/database';
import { Registry } from 'prom-client';
import { callSocket, CONTROL_TOKEN } from '../__testUtils__/callSocket';
import { EventIntake } from '../events/EventIntake';
import { createLogger } from '../process/Logger';
import type { InvokeTarget } from '../process/roles';
import { ControlServer } from './ControlServer';
import { InstanceRunningError } from './instanceSocket';

const TOKEN = CONTROL_TOKEN;
const logger = createLogger({ level: 'error', write: () => {} });

const STATUS: GatewayStatus = {
  pid: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  version: '0.1.0',
  protocol: 1,
  configDigest: 'x',
  roles: ['edge'],
  unready: [],
  ports: { edge: 8443 },
};

describe('the control socket', () => {
  let directory: string;
  let socketPath: string;
  let bus: EventBus;
  let control: ControlServer;
  const invoked: InvokeTarget[] = [];
  let shutdowns = 0;
  const processControl = {
    status: () => STATUS,
    shutdown: () => {
      shutdowns += 1;
    },
  };

  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'control-'));
    socketPath = path.join(directory, 'gateway.sock');
    bus = createDatabaseEventBus({
      connection: { client: 'sqlite', file: path.join(directory, 'events') },
      duplicateWindowSeconds: 300,
      retentionSeconds: 3600,
    });
    control = await ControlServer.open(
      { socketPath, token: TOKEN },
      processControl,
      logger,
    );
    control.serve({
      bus,
      intake: EventIntake.create({ bus, metrics: new Registry() }),
      apiProxy: {
        start: async () => {},
        stop: async () => {},
        unready: () => undefined,
        port: () => undefined,
        invoke: async (target, _req, res) => {
          invoked.push(target);
          res.writeHead(207).end('done');
        },
      },
    });
  });

  afterAll(async () => {
    await control.close(AbortSignal.timeout(1000));
    await bus.close();
    rmSync(directory, { recursive: true });
  });

  it('can be asked for its status while the gateway is starting, and is gone once it is closed', async () => {
    const other = path.join(directory, 'other.sock');
    const starting = await ControlServer.open(
      { socketPath: other, token: TOKEN },
      processControl,
      logger,
    );
    expect((await callSocket(other, 'GET', '/status')).status).toBe(200);
    expect(await callSocket(other, 'GET', '/consumers')).toMatchObject({
      status: 503,
      text: expect.stringContaining('starting'),
    });
    await starting.close(AbortSignal.timeout(1000));
    expect(existsSync(other)).toBe(false);
  });

  it('is for its owner only, with the token', async () => {
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    for (const token of ['', 'x', TOKEN.slice(1), `${TOKEN}c`]) {
      for (const [method, url] of [
        ['GET', '/status'],
        ['POST', '/shutdown'],
        ['POST', '/events'],
        ['GET', '/invoke/a/b/c'],
        ['GET', '/nothing'],
      ] as const) {
        expect(
          (await callSocket(socketPath, method, url, { token })).status,
        ).toBe(401);
      }
    }
    expect(shutdowns).toBe(0);
    expect(invoked).toEqual([]);
  });

  it('answers status and asks for the end', async () => {
    const { status, text } = await callSocket(socketPath, 'GET', '/status');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(STATUS);
    expect((await callSocket(socketPath, 'POST', '/shutdown')).status).toBe(
      202,
    );
    expect(shutdowns).toBe(1);
  });

  it.each([
    ['GET', '/nothing', 404],
    ['DELETE', '/status', 405],
    ['GET', '/consumers/%ff/dead-letters', 400],
    ['GET', '/consumers/x/dead-letters?limit=0', 400],
    ['GET', '/consumers/x/dead-letters?limit=9999', 400],
    ['POST', '/consumers/x/dead-letters/1/replay', 404],
  ])('%s %s is %i', async (method, url, status) => {
    expect((await callSocket(socketPath, method, url)).status).toBe(status);
  });

  it('publishes, and shows consumers and dead letters', async () => {
    await bus.ensureConsumer({
      name: 'c1',
      environmentUid: 'uid-1',
      types: [{ type: 'order.created' }],
      ackWaitMs: 1000,
      maxInFlight: 1,
      maxDeliveries: 1,
    });
    const event = {
      environment: { name: 'shop', uid: 'uid-1' },
      type: 'order.created',
      version: 'v1',
      id: 'e-1',
      data: { a: 1 },
      unknown: true,
    };
    const publish = () =>
      callSocket(socketPath, 'POST', '/events', {
        body: JSON.stringify(event),
      });
    expect(JSON.parse((await publish()).text)).toEqual({
      id: 'e-1',
      duplicate: false,
    });
    expect(JSON.parse((await publish()).text)).toEqual({
      id: 'e-1',
      duplicate: true,
    });
    const end = new AbortController();
    for await (const delivery of bus.consume('c1', end.signal)) {
      await delivery.reject('no use');
      end.abort();
    }
    expect(
      gatewayConsumersSchema.parse(
        JSON.parse((await callSocket(socketPath, 'GET', '/consumers')).text),
      ),
    ).toEqual([{ name: 'c1', pending: 0, inFlight: 0, deadLetters: 1 }]);
    const page = gatewayDeadLetterPageSchema.parse(
      JSON.parse(
        (
          await callSocket(
            socketPath,
            'GET',
            '/consumers/c1/dead-letters?limit=5',
          )
        ).text,
      ),
    );
    expect(page.items).toMatchObject([
      {
        reason: 'no use',
        event: { id: 'e-1', typeVersion: 'v1', environment: 'shop' },
      },
    ]);
    expect(Buffer.from(page.items[0]!.event.data!, 'base64').toString()).toBe(
      '{"a":1}',
    );
    const id = encodeURIComponent(page.items[0]!.id);
    expect(
      (
        await callSocket(
          socketPath,
          'POST',
          `/consumers/c1/dead-letters/${id}/replay`,
        )
      ).status,
    ).toBe(204);
    expect(await bus.listConsumers()).toMatchObject([
      { pending: 1, deadLetters: 0 },
    ]);
  });

  it.each([
    ['{', 'body: must be JSON'],
    ['{}', 'environment: '],
    ['{"environment":{"name":"a","uid":"b"},"type":""}', 'type: '],
  ])('names what is wrong with %s', async (body, text) => {
    const answer = await callSocket(socketPath, 'POST', '/events', { body });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(text);
  });

  it('hands calls of a service over with path and query as they came', async () => {
    expect(
      await callSocket(
        socketPath,
        'PATCH',
        '/invoke/shop/id%201/a%20b/c?d=%20e',
      ),
    ).toEqual({ status: 207, text: 'done' });
    await callSocket(socketPath, 'GET', '/invoke/shop/1');
    expect(invoked).toEqual([
      { environment: 'shop', serviceId: 'id 1', path: '/a%20b/c?d=%20e' },
      { environment: 'shop', serviceId: '1', path: '' },
    ]);
  });

  it('keeps a second gateway away while the first one answers', async () => {
    await expect(
      ControlServer.open({ socketPath, token: TOKEN }, processControl, logger),
    ).rejects.toThrow(InstanceRunningError);
    expect((await callSocket(socketPath, 'GET', '/status')).status).toBe(200);
  });
});
