import { backstageError } from '../__testUtils__/PortalServer';
import { INVOICES } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

const SERVICE = '/v1/environments/erp/services/invoices';

describe('remote-env on services', () => {
  const { given, run, sent } = useCommand();

  it('says until when a service is there, and what takes its place', async () => {
    given().portal.on(`PUT ${SERVICE}/deprecation`, ({ body }) => ({
      status: 200,
      body: { ...INVOICES, deprecation: JSON.parse(body) },
    }));
    const { stdout, exitCode } = await run(
      ...['deprecate', 'erp', 'invoices', '--ends-on', '2027-06-30'],
      ...['--successor', 'billing'],
    );
    expect({ stdout, exitCode }).toEqual({
      stdout: 'Invoices ends on 2027-06-30.\n',
      exitCode: 0,
    });
    expect(sent().map(({ body }) => body)).toEqual([
      { endsOn: '2027-06-30', successor: 'billing' },
    ]);
  });

  it('takes it back', async () => {
    given().portal.on(`DELETE ${SERVICE}/deprecation`, () => ({
      status: 200,
      body: INVOICES,
    }));
    const { stdout } = await run('deprecate', 'erp', 'invoices', '--undo');
    expect(stdout).toBe('Invoices stays.\n');
  });

  it.each([[[]], [['--undo', '--ends-on', '2027-06-30']]])(
    'asks for what it cannot guess: %j',
    async options => {
      const { exitCode, stderr } = await run(
        ...['deprecate', 'erp', 'invoices', ...options],
      );
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--ends-on');
      expect(sent()).toEqual([]);
    },
  );

  it('removes one, and passes on why it cannot', async () => {
    const { portal } = given();
    portal.on(`DELETE ${SERVICE}`, () => ({ status: 204 }));
    const { stdout } = await run('unregister', 'erp', 'invoices', '--json');
    expect(JSON.parse(stdout)).toEqual({
      name: 'erp',
      service: 'invoices',
      unregistered: true,
    });
    portal.on(`DELETE ${SERVICE}`, () => backstageError(403, 'not yours'));
    const refused = await run('unregister', 'erp', 'invoices');
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toContain('not yours');
  });
});
