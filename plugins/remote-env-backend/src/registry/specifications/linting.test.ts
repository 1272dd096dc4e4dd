import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hasQualityRules } from '@remote-env/plugin-remote-env-common';
import { mockLogger } from '../../__testUtils__/mockLogger';
import { DerivingWorker } from '../derivations/DerivingWorker';
import { CORPUS } from './__testUtils__/corpus';
import { documentText } from './documentText';
import { SpecificationRefusedError } from './errors';

jest.setTimeout(90_000);

const EXAMPLES = path.dirname(
  require.resolve('@readme/oas-examples/package.json'),
);

const OPENAPI = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1', description: 'Of the shop' },
  tags: [{ name: 'orders' }],
  paths: {
    '/orders': {
      get: {
        operationId: 'listOrders',
        description: 'All of them',
        tags: ['orders'],
        responses: { 200: { description: 'So many' } },
      },
    },
  },
};

const ASYNCAPI = {
  asyncapi: '2.6.0',
  info: { title: 'Orders', version: '1' },
  channels: {
    'order.created': {
      subscribe: {
        operationId: 'onOrder',
        message: {
          payload: { type: 'string', examples: [7] },
        },
      },
    },
  },
};

describe('linting', () => {
  let worker: DerivingWorker;
  beforeAll(() => {
    worker = DerivingWorker.create({ logger: mockLogger() });
  });
  afterAll(() => worker.close());

  const lint = (format: string, document: unknown, examples = true) =>
    worker.lint({
      format,
      text:
        typeof document === 'string'
          ? document
          : JSON.stringify(document, null, 1),
      examples,
    });

  it('finds nothing in a document as it should be, wherever its servers and contacts are', async () => {
    expect(await lint('openapi-3.1', OPENAPI)).toEqual({
      operations: 1,
      rules: [],
    });
  });

  it('tells rule, severity, path and place of what it finds', async () => {
    const text = [
      'openapi: 3.0.3',
      'info: {title: Orders, version: "1", description: Of the shop}',
      'paths:',
      '  /orders/{code}:',
      '    get:',
      '      operationId: getOrder',
      '      description: One order',
      '      responses:',
      '        200: {description: ok}',
    ].join('\n');
    const { operations, rules } = await lint('openapi-3.0', text);
    expect(operations).toBe(1);
    expect(rules).toEqual([
      {
        rule: 'path-params',
        severity: 'error',
        count: 1,
        url: expect.stringMatching(/^https:.*path-params/),
        findings: [
          {
            message: expect.stringContaining('code'),
            path: ['paths', '/orders/{code}', 'get'],
            line: 6,
            column: 7,
          },
        ],
      },
      {
        rule: 'operation-tags',
        severity: 'warning',
        count: 1,
        url: expect.stringMatching(/^https:.*operation-tags/),
        findings: [
          {
            message: 'Operation must have non-empty "tags" array.',
            path: ['paths', '/orders/{code}', 'get'],
            line: 6,
            column: 7,
          },
        ],
      },
    ]);
  });

  it('has rules for each family of formats', async () => {
    const names = async (format: string, document: object, examples = true) =>
      (await lint(format, document, examples)).rules.map(({ rule }) => rule);
    expect(await names('swagger-2.0', { swagger: '2.0', paths: {} })).toEqual([
      'oas2-schema',
      'info-description',
    ]);
    expect(await names('asyncapi-2', ASYNCAPI)).toEqual([
      'asyncapi-payload-examples',
      'asyncapi-info-description',
      'asyncapi-operation-description',
    ]);
    expect(await names('asyncapi-2', ASYNCAPI, false)).toEqual([
      'asyncapi-info-description',
      'asyncapi-operation-description',
    ]);
    expect(
      await names('asyncapi-3', {
        asyncapi: '3.0.0',
        info: { title: 'Orders', version: '1', description: 'Of the shop' },
        channels: { created: { address: 'order/created/' } },
        operations: {
          onOrder: {
            action: 'receive',
            channel: { $ref: '#/channels/created' },
          },
        },
      }),
    ).toEqual([
      'asyncapi-3-channel-no-trailing-slash',
      'asyncapi-3-operation-description',
    ]);
  });

  it('keeps some findings of every rule, and counts all', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [
        `/orders/${i}`,
        { get: { responses: { 200: { description: 'ok' } } } },
      ]),
    );
    const { operations, rules } = await lint('openapi-3.1', {
      ...OPENAPI,
      paths,
    });
    expect(operations).toBe(150);
    expect(
      rules.map(({ rule, count, findings }) => [rule, count, findings.length]),
    ).toEqual([
      ['operation-description', 150, 67],
      ['operation-operationId', 150, 67],
      ['operation-tags', 150, 66],
    ]);
  });

  it.each([
    ['3.0/json/petstore.json', 'openapi-3.0', 20],
    ['3.0/json/star-trek.json', 'openapi-3.0', 120],
    ['3.0/json/complex-nesting.json', 'openapi-3.0', 5],
    ['3.1/yaml/train-travel.yaml', 'openapi-3.1', 8],
    ['2.0/json/petstore.json', 'swagger-2.0', 20],
  ])('reads %s as others have published it', async (file, format, size) => {
    const text = readFileSync(path.join(EXAMPLES, file), 'utf8');
    const { operations, rules } = await lint(format, text);
    expect(operations).toBe(size);
    for (const { rule, count, findings } of rules) {
      expect(rule).not.toMatch(/server|host|schemes|contact/);
      expect(findings).not.toHaveLength(0);
      expect(findings.length).toBeLessThanOrEqual(count);
      expect(findings.every(({ line }) => line !== undefined)).toBe(true);
    }
  });

  it('reads neither other documents nor files, and says so', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'linting-'));
    const file = path.join(folder, 'secret.json');
    await writeFile(file, '{"type":"secret"}');
    let asked = 0;
    const server: Server = createServer((_, answer) => {
      asked += 1;
      answer.end('{"type":"secret"}');
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    try {
      const { port }: Pick<AddressInfo, 'port'> = Object(server.address());
      const references = [
        `http://127.0.0.1:${port}/a.json`,
        `//127.0.0.1:${port}/b.json#/c`,
        `file://${file}`,
        file,
        path.relative(process.cwd(), file),
      ];
      const properties = Object.fromEntries(
        references.map(($ref, i) => [`p${i}`, { $ref }]),
      );
      const schema = { type: 'object', properties, example: { p0: 1 } };
      const documents: [string, object][] = [
        ['openapi-3.1', { ...OPENAPI, components: { schemas: { A: schema } } }],
        ['asyncapi-2', { ...ASYNCAPI, components: { schemas: { A: schema } } }],
      ];
      for (const [format, document] of documents) {
        const linted = await lint(format, document);
        expect(linted.rules).toContainEqual(
          expect.objectContaining({
            rule: 'reference-to-other-document',
            severity: 'warning',
            count: references.length,
          }),
        );
        expect(JSON.stringify(linted)).not.toContain('secret"');
      }
      expect(asked).toBe(0);
    } finally {
      server.close();
      await rm(folder, { recursive: true });
    }
  });

  const taken = CORPUS.flatMap(({ name, document, expected }) =>
    'format' in expected && hasQualityRules(expected.format)
      ? [{ name, document, format: expected.format }]
      : [],
  );
  it.each(taken)('lives through $name', async ({ document, format }) => {
    const text =
      typeof document === 'string' ? document : documentText(document);
    const { rules } = await worker.lint(
      { format, text, examples: false },
      20_000,
    );
    expect(rules).toEqual(expect.any(Array));
  });

  it('ends with an example that takes for ever, and can do without', async () => {
    const hostile = {
      ...OPENAPI,
      components: {
        schemas: {
          Code: {
            type: 'string',
            pattern: '^(a+)+$',
            default: `${'a'.repeat(60)}!`,
          },
        },
      },
    };
    const text = JSON.stringify(hostile);
    const given = { format: 'openapi-3.1', text };
    await expect(
      worker.lint({ ...given, examples: true }, 4000),
    ).rejects.toThrow(SpecificationRefusedError);
    expect(await worker.lint({ ...given, examples: false })).toMatchObject({
      rules: [{ rule: 'oas3-unused-component' }],
    });
  });
});
