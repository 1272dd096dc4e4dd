import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { INVOICES } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

describe('remote-env on services', () => {
  const { given, run, sent } = useCommand();

  it('registers YAML from a file and JSON from standard input', async () => {
    const { command, portal, dataDir } = given();
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
    const { command, portal, dataDir } = given();
    const ended = await command.run(
      ['register', 'erp', file, '--data-dir', dataDir],
      { input },
    );
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(message);
    expect(portal.requests).toEqual([]);
  });
});
