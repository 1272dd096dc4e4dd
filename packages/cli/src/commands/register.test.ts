import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { backstageError } from '../__testUtils__/PortalServer';
import { INVOICES } from '../__testUtils__/samples';
import { useCommand } from '../__testUtils__/useCommand';

const CHECK = '/v1/environments/erp/service-check';
const SERVICES = '/v1/environments/erp/services';
const OPENAPI = [
  'openapi: 3.1.0',
  'info: {title: Stock levels, version: "1", description: What is there}',
  'servers: [{url: /relative}, {url: "https://stock.acme.test/api"}]',
  'paths: {}',
  '',
].join('\n');
const ASYNCAPI = 'asyncapi: 3.0.0\ninfo: {title: Stock levels, version: "1"}\n';

/** What a portal says of a definition that it would take. */
const FINE = { problems: [], documents: [], eventTypes: [] };
const ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

function service(displayName: string, etag = '"a.1"') {
  return {
    status: 201,
    body: { ...INVOICES, id: ID, displayName, etag },
  };
}

describe('remote-env register', () => {
  const { given, run, sent } = useCommand();

  /** A folder with these files. */
  function folder(name: string, files: Record<string, string>): string {
    const root = path.join(given().command.directory, name);
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(root, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    return root;
  }

  it('registers a folder: definitions with the files they refer to, and documents by their title', async () => {
    const { portal } = given();
    portal.on(`POST ${CHECK}`, () => ({ status: 200, body: FINE }));
    portal.on(`POST ${SERVICES}`, ({ body }) => service(JSON.parse(body).name));
    const root = folder('all', {
      'invoices/service.yaml': [
        'provider: Acme',
        'name: Invoices of ACME',
        'description: All of them',
        'api: {targetUrl: "https://erp.acme.test/", specFile: ./openapi.yaml}',
        'documentation: {displayName: G, description: g, type: g, docs: [{title: Start, sourceFile: guide.md}]}',
        '',
      ].join('\n'),
      'invoices/openapi.yaml': OPENAPI.replace('Stock levels', 'Invoices'),
      'invoices/guide.md': '# Start\n',
      'stock.yaml': OPENAPI,
      'stock-events.yaml': ASYNCAPI,
      'package.json': '{"name":"not a service"}',
      '.hidden.yaml': 'provider: x',
    });
    const { exitCode, stdout, stderr } = await run('register', 'erp', root);
    expect(stderr).toBe(
      `Skipped ${root}/package.json: it is neither a definition nor a document.\n`,
    );
    expect(exitCode).toBe(0);
    expect(
      stdout.split('\n').map(line => line.split(/  +/).slice(0, 3)),
    ).toEqual([
      ['SERVICE', 'RESULT', 'ID'],
      ['Invoices of ACME', 'registered', ID],
      ['Stock levels', 'registered', ID],
      [''],
    ]);
    expect(
      sent()
        .filter(({ route }) => route === `POST ${SERVICES}`)
        .map(({ body }) => body),
    ).toEqual([
      {
        provider: 'Acme',
        name: 'Invoices of ACME',
        description: 'All of them',
        identifier: 'invoices-of-acme',
        api: {
          targetUrl: 'https://erp.acme.test/',
          spec: OPENAPI.replace('Stock levels', 'Invoices'),
        },
        documentation: {
          displayName: 'G',
          description: 'g',
          type: 'g',
          docs: [{ title: 'Start', source: '# Start\n' }],
        },
      },
      {
        provider: 'erp',
        name: 'Stock levels',
        description: 'What is there',
        identifier: 'stock-levels',
        api: { targetUrl: 'https://stock.acme.test/api', spec: OPENAPI },
        events: { spec: ASYNCAPI },
      },
    ]);
  });

  it('replaces what is there under the identifier, when something changed', async () => {
    const { portal } = given();
    const existing = {
      id: ID,
      name: 'n',
      displayName: 'Stock levels',
      etag: '"a.1"',
    };
    let changes: string[] = [];
    portal.on(`POST ${CHECK}`, () => ({
      status: 200,
      body: { ...FINE, existing, changes },
    }));
    let etag = '"a.2"';
    portal.on(`PUT ${SERVICES}/${ID}`, request => {
      expect(request.headers['if-match']).toBe('"a.1"');
      return { ...service('Stock levels', etag), status: 200 };
    });
    const file = path.join(folder('one', { 's.yaml': OPENAPI }), 's.yaml');
    const results = async (...more: string[]) => {
      const { stdout } = await run('register', 'erp', file, '--json', ...more);
      return JSON.parse(stdout).map((row: { result: string }) => row.result);
    };
    expect(await results()).toEqual(['unchanged']);
    expect(sent()).toHaveLength(1);
    changes = ['api.spec'];
    expect(await results('--dry-run')).toEqual(['replaced']);
    expect(sent()).toHaveLength(2);
    expect(await results()).toEqual(['replaced']);
    expect(sent()).toHaveLength(4);

    // Secrets are sent again, since the portal does not compare them; an unchanged entity tag says that they are the same.
    changes = [];
    etag = '"a.1"';
    const secret = `provider: A\nname: S\ndescription: d\napi: {targetUrl: "https://s.test", credentials: {basic: {username: u, password: p}}}\n`;
    writeFileSync(file, secret);
    expect(await results()).toEqual(['unchanged']);
    expect(sent()).toHaveLength(6);
  });

  it('says what is wrong with each, registers the others, and fails', async () => {
    const { portal } = given();
    portal.on(`POST ${CHECK}`, ({ body }) => {
      const { name } = JSON.parse(body).definition;
      return {
        status: 200,
        body:
          name === 'Bad'
            ? {
                ...FINE,
                problems: [
                  {
                    field: 'api.spec',
                    problem: 'is not well-formed',
                    line: 3,
                    column: 7,
                  },
                ],
              }
            : FINE,
      };
    });
    portal.on(`POST ${SERVICES}`, ({ body }) =>
      JSON.parse(body).name === 'Taken'
        ? backstageError(409, 'it is taken')
        : service('Good'),
    );
    const root = folder('some', {
      'a-bad.json': '{"provider":"A","name":"Bad"}',
      'b-broken.json': '{"provider":',
      'c-escape.yaml': 'provider: A\nname: E\napi: {specFile: ../secret}\n',
      'd-good.yaml': 'provider: A\nname: Good\n',
      'e-taken.yaml': 'provider: A\nname: Taken\n',
      'f-twin.yaml': 'provider: A\nname: good\n',
      'g-nowhere.yaml': 'openapi: 3.0.0\ninfo: {title: N}\npaths: {}\n',
    });
    writeFileSync(path.join(root, '..', 'secret'), 'x');
    const { exitCode, stdout, stderr } = await run('register', 'erp', root);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Good +registered +6f9619ff/m);
    expect(
      stderr.split('\n').map(line => line.replace(`${root}/`, '')),
    ).toEqual([
      'Error: 6 of 7 services were refused, nothing of them is kept:',
      'a-bad.json: api.spec: is not well-formed (line 3, column 7)',
      expect.stringMatching(/^b-broken.json: is not a service definition/),
      expect.stringContaining('c-escape.yaml: ../secret lies outside of'),
      'e-taken.yaml: it is taken',
      expect.stringContaining("f-twin.yaml: has the identifier 'good' of"),
      expect.stringContaining('names no absolute http or https address'),
      '',
    ]);
  });

  it('takes a definition from standard input', async () => {
    const { command, portal, dataDir } = given();
    portal.on(`POST ${CHECK}`, () => ({ status: 200, body: FINE }));
    portal.on(`POST ${SERVICES}`, () => service('Invoices'));
    const ended = await command.run(
      ['register', 'erp', '-', '--data-dir', dataDir],
      { input: '{"provider":"Acme","name":"Invoices"}' },
    );
    expect(ended.exitCode).toBe(0);
    expect(sent()[1]?.body).toMatchObject({ identifier: 'invoices' });
  });

  it.each([
    ['/nowhere/service.yaml', '', 2, 'cannot be read'],
    ['-', '[1]', 1, 'it is not an object'],
    ['-', '{"a":', 1, 'is not a service definition'],
  ])('does not register %s holding %j', async (file, input, code, message) => {
    const { command, portal, dataDir } = given();
    const ended = await command.run(
      ['register', 'erp', file, '--data-dir', dataDir],
      { input },
    );
    expect(ended.exitCode).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(portal.requests).toEqual([]);
  });
});
