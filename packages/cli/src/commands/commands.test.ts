import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  backstageError,
  PortalServer,
  REFRESH_TOKEN,
} from '../__testUtils__/PortalServer';
import { Command } from '../__testUtils__/command';

const ERP = {
  name: 'erp',
  uid: '6c1f3b0e-95a4-4a7f-8d0a-0d6f8a3b2c11',
  state: 'requested',
  connected: false,
  serviceCount: 0,
  createdAt: '2026-01-01T00:00:00Z',
  labels: {},
};
const INVOICES = {
  id: '0b9f8d66-6a2f-4b43-9a0a-7f0a0e1d2c33',
  environment: 'erp',
  name: 'invoices',
  displayName: 'Invoices',
  provider: 'Acme',
  description: 'Invoices',
  kinds: ['api', 'events'],
  createdAt: '2026-01-01T00:00:00Z',
  labels: {},
};

describe('remote-env', () => {
  let command: Command;
  let portal: PortalServer;
  let dataDir: string;

  beforeAll(async () => {
    command = Command.build();
    portal = await PortalServer.start();
    dataDir = path.join(command.directory, 'data');
    mkdirSync(dataDir);
    writeFileSync(
      path.join(dataDir, 'cli.json'),
      JSON.stringify({ portalUrl: portal.url, refreshToken: REFRESH_TOKEN }),
    );
  });
  afterAll(async () => {
    await portal.stop();
    command.remove();
  });
  beforeEach(() => portal.reset());

  const run = (...args: string[]) =>
    command.run([...args, '--data-dir', dataDir]);

  const sent = () =>
    portal.requests.map(request => ({
      route: `${request.method} ${request.path}`,
      body: request.body === '' ? undefined : JSON.parse(request.body),
    }));

  describe('exit codes', () => {
    it.each([
      [400, 1],
      [401, 4],
      [403, 4],
      [404, 3],
      [409, 5],
      [412, 5],
      [500, 1],
      [503, 6],
    ])(
      'of status %i is %i, in the portal’s own words',
      async (status, code) => {
        portal.on('GET /v1/environments/erp', () =>
          backstageError(status, 'the reason'),
        );
        const ended = await run('get', 'erp');
        expect(ended).toEqual({
          exitCode: code,
          stdout: '',
          stderr: 'Error: the reason\n',
        });
      },
    );

    it('is 2 for wrong usage, as JSON when asked', async () => {
      const ended = await run('create', '--json');
      expect(ended.exitCode).toBe(2);
      expect(ended.stdout).toBe('');
      expect(JSON.parse(ended.stderr)).toEqual({
        error: {
          message: "missing required argument 'name'",
          hint: 'Run it with --help for the whole usage.',
        },
      });
    });

    it.each([
      [['unheard-of'], "unknown command 'unheard-of'"],
      [['create', 'erp', '--label', 'team'], 'Expected KEY=VALUE.'],
      [['bind', 'erp', 'x', '--consumer', 'a/b/c'], 'NAMESPACE/NAME'],
      [['send-event', 'erp', '--type', 'a', '--data', '{'], 'must be JSON'],
      [['list', '--url', 'http://localhost'], '--url and --token'],
    ])('is 2 for %j', async (args, message) => {
      const ended = await run(...args);
      expect(ended.exitCode).toBe(2);
      expect(ended.stderr).toContain(message);
      expect(portal.requests).toEqual([]);
    });

    it('is 2 with a way out where no local start is found', async () => {
      const nowhere = path.join(command.directory, 'nowhere');
      const ended = await command.run([
        ...['list', '--json', '--data-dir', nowhere],
      ]);
      expect(ended.exitCode).toBe(2);
      expect(JSON.parse(ended.stderr).error.hint).toContain('npm start');
    });

    it('is 6 when the portal is away', async () => {
      const away = await PortalServer.start();
      const { url } = away;
      await away.stop();
      const ended = await command.run([
        ...['list', '--url', url, '--token', 'x', '--json'],
      ]);
      expect(ended.exitCode).toBe(6);
      expect(JSON.parse(ended.stderr).error.message).toContain(
        `${url} cannot be reached`,
      );
    });

    it('is 4 when the portal does not renew the token', async () => {
      const other = path.join(command.directory, 'other-data');
      mkdirSync(other);
      writeFileSync(
        path.join(other, 'cli.json'),
        JSON.stringify({ portalUrl: portal.url, refreshToken: 'stale' }),
      );
      const ended = await command.run(['list', '--data-dir', other]);
      expect(ended.exitCode).toBe(4);
      expect(ended.stderr).toContain('did not renew the token');
      expect(ended.stderr).not.toContain('stale');
    });
  });

  it('requests an environment with everything it was given', async () => {
    portal.on('POST /v1/environments', () => ({ status: 201, body: ERP }));
    const ended = await run(
      ...['create', 'erp', '--display-name', 'ERP', '--description', 'Books'],
      ...['--label', 'team=finance', '--label', 'note=a=b'],
      ...['--owner', 'group:default/finance', '--json'],
    );
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual(ERP);
    expect(sent()).toEqual([
      {
        route: 'POST /v1/environments',
        body: {
          name: 'erp',
          displayName: 'ERP',
          description: 'Books',
          labels: { team: 'finance', note: 'a=b' },
          owner: 'group:default/finance',
        },
      },
    ]);
  });

  it.each([
    ['approve', 'approved'],
    ['reject', 'rejected'],
    ['suspend', 'suspended'],
  ])('%s decides', async (name, verdict) => {
    portal.on('PUT /v1/environments/erp/decision', () => ({
      status: 200,
      body: { ...ERP, state: verdict },
    }));
    const ended = await run(name, 'erp', '--reason', 'because');
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: `erp is ${verdict}.\n`,
    });
    expect(sent()[0]?.body).toEqual({ verdict, reason: 'because' });
  });

  it('reads every page of a list', async () => {
    portal.on('GET /v1/environments', ({ path: target }) => ({
      status: 200,
      body: target.includes('cursor=next')
        ? { items: [{ ...ERP, name: 'shop' }], totalItems: 2 }
        : { items: [ERP], totalItems: 2, nextCursor: 'next' },
    }));
    const asJson = await run('list', '--json');
    expect(
      JSON.parse(asJson.stdout).map((e: { name: string }) => e.name),
    ).toEqual(['erp', 'shop']);
    const asTable = await run('list');
    expect(asTable.stdout).toBe(
      'NAME  STATE      SERVICES  OWNER\nerp   requested  0\nshop  requested  0\n',
    );
  });

  it('registers YAML from a file and JSON from standard input', async () => {
    portal.on('POST /v1/environments/erp/services', () => ({
      status: 201,
      body: INVOICES,
    }));
    const file = path.join(command.directory, 'invoices.yaml');
    writeFileSync(file, 'provider: Acme\nname: Invoices\n');
    const fromFile = await run('register', 'erp', file);
    expect(fromFile.stdout).toBe(`Registered Invoices as ${INVOICES.id}.\n`);
    const fromInput = await command.run(
      ['register', 'erp', '-', '--data-dir', dataDir],
      { input: '{"provider":"Acme"}' },
    );
    expect(fromInput.exitCode).toBe(0);
    expect(sent().map(({ body }) => body)).toEqual([
      { provider: 'Acme', name: 'Invoices' },
      { provider: 'Acme' },
    ]);
  });

  it.each([
    ['/nowhere/service.yaml', '', 'cannot be read'],
    ['-', '[1]', 'it is not an object'],
    ['-', '{"a":', 'is not a service definition'],
  ])('does not register %s holding %j', async (file, input, message) => {
    const ended = await command.run(
      ['register', 'erp', file, '--data-dir', dataDir],
      { input },
    );
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(portal.requests).toEqual([]);
  });

  it('binds a service given by name, after taking back earlier bindings of this consumer', async () => {
    portal.on('GET /v1/environments/erp/services/invoices', () => ({
      status: 200,
      body: { ...INVOICES, documents: [], eventTypes: [] },
    }));
    const consumer = { namespace: 'finance', name: 'dunning' };
    portal.on('GET /v1/bindings', () => ({
      status: 200,
      body: {
        items: [
          { id: 'rb-1', consumer },
          { id: 'rb-2', consumer: { ...consumer, name: 'other' } },
        ],
        totalItems: 2,
      },
    }));
    portal.on('DELETE /v1/environments/erp/bindings/rb-1', () => ({
      status: 204,
    }));
    const created = { id: 'rb-3', gatewayUrl: 'http://gw/erp/x', token: 't' };
    portal.on(
      `POST /v1/environments/erp/services/${INVOICES.id}/bindings`,
      () => ({ status: 201, body: created }),
    );
    const ended = await run(
      ...['bind', 'erp', 'invoices', '--consumer', 'finance/dunning'],
      ...['--replace', '--json'],
    );
    expect(JSON.parse(ended.stdout)).toEqual(created);
    expect(sent().map(({ route }) => route.split('?')[0])).toEqual([
      'GET /v1/environments/erp/services/invoices',
      'GET /v1/bindings',
      'DELETE /v1/environments/erp/bindings/rb-1',
      `POST /v1/environments/erp/services/${INVOICES.id}/bindings`,
    ]);
  });

  it('changes the subscription that a consumer has, and ends others of it', async () => {
    const consumer = { namespace: 'finance', name: 'dunning' };
    const route = '/v1/environments/erp/subscriptions';
    const held = (id: string, state = 'active') => ({ id, consumer, state });
    const items = [held('es-0', 'ended'), held('es-1'), held('es-2')];
    portal.on(`GET ${route}`, () => ({
      status: 200,
      body: { items, totalItems: 3 },
    }));
    portal.on(`PATCH ${route}/es-1`, () => ({
      status: 200,
      body: held('es-1'),
    }));
    portal.on(`DELETE ${route}/es-2`, () => ({ status: 204 }));
    await run(
      ...['subscribe', 'erp', '--consumer', 'finance/dunning', '--replace'],
      ...['--type', 'invoice.sent:v1', '--type', 'urn:acme:paid:v2'],
      ...['--type', 'invoice.lost', '--sink', 'http://localhost:1/'],
    );
    expect(sent()).toEqual([
      { route: `GET ${route}?limit=200`, body: undefined },
      {
        route: `PATCH ${route}/es-1`,
        body: {
          eventTypes: [
            { type: 'invoice.sent', version: 'v1' },
            { type: 'urn:acme:paid', version: 'v2' },
            { type: 'invoice.lost' },
          ],
          sink: 'http://localhost:1/',
        },
      },
      { route: `DELETE ${route}/es-2`, body: undefined },
    ]);
  });

  it('makes a subscription where there is none to replace', async () => {
    const route = '/v1/environments/erp/subscriptions';
    portal.on(`GET ${route}`, () => ({
      status: 200,
      body: { items: [], totalItems: 0 },
    }));
    portal.on(`POST ${route}`, () => ({ status: 201, body: { id: 'es-1' } }));
    await run(
      ...['subscribe', 'erp', '--consumer', 'finance/dunning', '--replace'],
      ...['--type', 'invoice.sent:v1', '--sink', 'http://localhost:1/'],
    );
    expect(sent()[1]).toMatchObject({
      route: `POST ${route}`,
      body: { consumer: { namespace: 'finance', name: 'dunning' } },
    });
  });

  it('sends an event', async () => {
    portal.on('POST /v1/environments/erp/events', () => ({
      status: 200,
      body: { id: 'e-1', duplicate: true },
    }));
    const ended = await run(
      ...['send-event', 'erp', '--type', 'invoice.sent:v1', '--id', 'e-1'],
      ...['--data', '{"number":7}'],
    );
    expect(ended.stdout).toBe('Accepted e-1 (seen before).\n');
    expect(sent()[0]?.body).toEqual({
      type: 'invoice.sent',
      version: 'v1',
      id: 'e-1',
      data: { number: 7 },
    });
  });

  describe('call', () => {
    const invoke = `/v1/environments/erp/services/${INVOICES.id}/invoke`;

    beforeEach(() => {
      portal.on('GET /v1/environments/erp/services/invoices', () => ({
        status: 200,
        body: { ...INVOICES, documents: [], eventTypes: [] },
      }));
    });

    it('passes method, path, headers and body', async () => {
      portal.on(`POST ${invoke}/invoices`, () => ({
        status: 201,
        body: { number: 7 },
      }));
      const ended = await run(
        ...['call', 'erp', 'invoices', '/invoices?draft=true'],
        ...['--method', 'POST', '--data', '{"to":"shop"}'],
        ...['--header', 'content-type: application/json', '--json'],
      );
      expect(ended.exitCode).toBe(0);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        status: 201,
        body: '{"number":7}',
      });
      const call = portal.requests.at(-1);
      expect(call).toMatchObject({
        method: 'POST',
        path: `${invoke}/invoices?draft=true`,
        body: '{"to":"shop"}',
      });
      expect(call?.headers['content-type']).toBe('application/json');
    });

    it('shows what the system answered, and fails as it did', async () => {
      portal.on(`GET ${invoke}/invoices/9`, () => ({
        status: 404,
        body: { message: 'no such invoice' },
      }));
      const ended = await run('call', 'erp', 'invoices', 'invoices/9');
      expect(ended).toEqual({
        exitCode: 3,
        stdout: '{"message":"no such invoice"}\n',
        stderr: 'Error: The system answered status 404.\n',
      });
    });
  });

  it('acts as the user whose token it is given', async () => {
    portal.on('GET /v1/environments', () => ({
      status: 200,
      body: { items: [], totalItems: 0 },
    }));
    const ended = await command.run([
      ...['list', '--url', `${portal.url}/`, '--token', portal.userToken],
    ]);
    expect(ended).toMatchObject({
      exitCode: 0,
      stdout: 'No remote environments.\n',
    });
  });
});
