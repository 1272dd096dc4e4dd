import { INVOICES } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

describe('remote-env instead of a system or its consumer', () => {
  const { given, run, sent } = useCommand();

  it('sends an event', async () => {
    const { portal } = given();
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
      given().portal.on('GET /v1/environments/erp/services/invoices', () => ({
        status: 200,
        body: { ...INVOICES, documents: [], eventTypes: [] },
      }));
    });

    it('passes method, path, headers and body', async () => {
      const { portal } = given();
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
      const { portal } = given();
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
});
