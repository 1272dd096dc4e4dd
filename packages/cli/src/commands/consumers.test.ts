import {
  BINDING_TOKEN_HEADER,
  BINDING_VARIABLES,
} from '@remote-env/plugin-remote-env-common';
import { INVOICES } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

describe('remote-env on consumers', () => {
  const { given, run, sent } = useCommand();

  it('binds a service given by name, after taking back earlier bindings of this consumer', async () => {
    const { portal } = given();
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

  it('prints a binding by the names that samples and documentation have', async () => {
    const { portal } = given();
    portal.on('GET /v1/environments/erp/services/invoices', () => ({
      status: 200,
      body: { ...INVOICES, documents: [], eventTypes: [] },
    }));
    const created = { id: 'rb-3', gatewayUrl: 'http://gw/erp/x', token: 't' };
    portal.on(
      `POST /v1/environments/erp/services/${INVOICES.id}/bindings`,
      () => ({ status: 201, body: created }),
    );
    const { stdout } = await run(
      ...['bind', 'erp', 'invoices', '--consumer', 'finance/dunning'],
    );
    expect(stdout).toContain(`${BINDING_VARIABLES.url}=http://gw/erp/x\n`);
    expect(stdout).toContain(`${BINDING_VARIABLES.token}=t\n`);
    expect(stdout).toContain(`header ${BINDING_TOKEN_HEADER}.`);
  });

  it('changes the subscription that a consumer has, and ends others of it', async () => {
    const { portal } = given();
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
    const { portal } = given();
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
});
