import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  oDataModelSchema,
  type DocumentFormat,
} from '@remote-env/plugin-remote-env-common';
import { z } from 'zod';
import { mockLogger } from '../../__testUtils__/mockLogger';
import { DerivingWorker } from '../derivations/DerivingWorker';
import { useParser } from './__testUtils__/useParser';
import { takeFrom } from './worker/slices/shelves';

/** Documents that others have published, as their packages have them; nothing of them is copied here. */
const ROOT = path.join(__dirname, '../../../../../node_modules');

interface Row {
  file: string;
  format: DocumentFormat;
  /** Operations of APIs, or channels. */
  entries: number;
  eventTypes?: number;
}

/** AsyncAPI 1.x: by their event types, since what pages show of them is converted. */
const ASYNCAPI_1 = [
  ['1.0.0/streetlights.yml', 4],
  ['1.1.0/streetlights.yml', 4],
  ['1.2.0/streetlights.yml', 4],
  // Streams, whose messages have no names.
  ['1.2.0/gitter-streaming.yml', 0],
  ['1.2.0/slack-rtm.yml', 0],
] as const;

const of =
  (folder: string, format: DocumentFormat) =>
  ([name, entries]: readonly [string, number]): Row => ({
    file: `${folder}/${name}`,
    format,
    entries,
  });

const VALIDATOR = 'asyncapi-validator/test/schemas';
const CATALOGS: Row[] = [
  ...(
    [
      ['gitter-streaming.yml', 1],
      ['slack-rtm.yml', 1],
    ] as const
  ).map(of('asyncapi-converter/test/output/2.0.0', 'asyncapi-2')),
  ...(
    [
      ['v2.0.0/deviceMessages.yaml', 1],
      ['v2.0.0/mqtt.yaml', 13],
      ['v2.0.0/slack.yml', 1],
      ['v2.0.0/userMessages.yaml', 1],
      ['v2.4.0/deviceMessages.yaml', 1],
      ['v2.4.0/mqtt.yaml', 13],
      ['v2.4.0/slack.yml', 1],
      ['v2.4.0/userMessages.yaml', 1],
    ] as const
  ).map(of(VALIDATOR, 'asyncapi-2')),
  ...(
    [
      ['v3.0.0/pingPong.yml', 2],
      ['v3.0.0/streetLights.yml', 4],
      ['v3.0.0/streetLightsMini.yml', 1],
      ['v3.0.0/streetLightsMultiMsg.yml', 4],
    ] as const
  ).map(of(VALIDATOR, 'asyncapi-3')),
  ...(
    [
      ['3.0.json', 7],
      ['3.0.yaml', 7],
    ] as const
  ).map(of('@scalar/galaxy/dist/asyncapi', 'asyncapi-3')),
];

const GALAXY = (
  [
    ['3.1.json', 11],
    ['3.1.yaml', 11],
  ] as const
).map(of('@scalar/galaxy/dist', 'openapi-3.1'));

/** With the number of entity sets and of types. */
const EDMX = [
  ['$defineentities.xml', 1, 1],
  ['$enumserver.xml', 1, 2],
  ['$schemajson.xml', 1, 1],
  ['$typedefserver.xml', 1, 2],
] as const;

const VOCABULARIES = path.join(
  ROOT,
  '@sap-ux/odata-vocabularies/dist/resources',
);

const EXAMPLES = path.join(ROOT, '@readme/oas-examples');
const METHODS = 'get put post delete options head patch trace'.split(' ');

const outlineSchema = z.object({
  entries: z.array(z.object({ slice: z.string().optional() })),
});

jest.setTimeout(60_000);

describe('documents of all formats that others have published', () => {
  const parser = useParser();
  let worker: DerivingWorker;
  beforeAll(() => {
    worker = DerivingWorker.create({ logger: mockLogger() });
  });
  afterAll(() => worker.close());

  const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

  async function outlineOf(format: string, text: string, sliced?: number) {
    const files = await worker.derive({ format, text, sliced });
    const outline = gunzipSync(files.outline).toString();
    return { ...outlineSchema.parse(JSON.parse(outline)), ...files };
  }

  it('are many', () => {
    expect(
      ASYNCAPI_1.length + CATALOGS.length + GALAXY.length + EDMX.length,
    ).toBeGreaterThanOrEqual(25);
  });

  it.each(ASYNCAPI_1)('AsyncAPI %s', async (name, eventTypes) => {
    const text = read(`asyncapi-converter/test/input/${name}`);
    const parsed = await parser().parse('events', text);
    expect(parsed).toMatchObject({ format: 'asyncapi-1' });
    expect(parsed.eventTypes).toHaveLength(eventTypes);
    const converted = await parser().convert('asyncapi-1', text);
    expect(JSON.parse(converted)).toMatchObject({ asyncapi: '2.6.0' });
  });

  it.each(CATALOGS)('$format: $file', async ({ file, format, entries }) => {
    const text = read(file);
    const parsed = await parser().parse('events', text);
    expect(parsed.format).toBe(format);
    expect(parsed.eventTypes).toHaveLength(entries);
    expect((await outlineOf(format, text)).entries).toHaveLength(entries);
    const linted = await worker.lint({ format, text, examples: true });
    expect(linted.operations).toBe(entries);
  });

  it.each(GALAXY)('$format: $file', async ({ file, format, entries }) => {
    const text = read(file);
    expect(await parser().parse('api', text)).toMatchObject({ format });
    const outline = await outlineOf(format, text, 1);
    expect(outline.entries).toHaveLength(entries);
    const linted = await worker.lint({ format, text, examples: true });
    expect(linted.operations).toBe(entries);
  });

  it('OpenAPI: each operation is in the outline and has a slice', async () => {
    const files = readdirSync(EXAMPLES, { recursive: true })
      .map(String)
      .filter(
        file =>
          /^(2\.0|3\.0|3\.1)[/].*\.json$/.test(file) &&
          !file.includes('openapi-workshop'),
      );
    expect(files.length).toBeGreaterThanOrEqual(50);
    for (const file of files) {
      const text = readFileSync(path.join(EXAMPLES, file), 'utf8');
      const { format } = await parser().parse('api', text);
      const { entries, shelves } = await outlineOf(format, text, 1);
      expect([file, entries.length]).toEqual([file, operationsIn(text)]);
      for (const { slice = '' } of entries) {
        const [, shelf, item] = slice.split('-').map(Number);
        const packed = takeFrom(
          Buffer.from(shelves[shelf ?? 0] ?? []),
          item ?? 0,
        );
        const sliced = gunzipSync(packed ?? '').toString();
        expect([file, slice, operationsIn(sliced)]).toEqual([file, slice, 1]);
      }
    }
  });

  it.each(EDMX)('OData 4 as EDMX: %s', async (name, sets, types) => {
    const text = read(`odata-v4-server/src/test/metadata/${name}`);
    expect(await parser().parse('api', text)).toMatchObject({
      format: 'odata-edmx',
      contentType: 'application/xml',
    });
    const model = oDataModelSchema.parse(
      JSON.parse(await parser().convert('odata-edmx', text)),
    );
    expect(model).toMatchObject({ version: '4.0' });
    expect([model.entitySets.length, model.types.length]).toEqual([
      sets,
      types,
    ]);
  });

  it.each(['$actionfunction.xml', '$metadata.xml'])(
    'OData 4 as EDMX, with a type that nobody has described: %s',
    async name => {
      const text = read(`odata-v4-server/src/test/metadata/${name}`);
      await expect(parser().parse('api', text)).rejects.toMatchObject({
        problem: {
          reason: expect.stringMatching(/there is no type 'Media.Meta'$/),
          line:
            text.split('\n').findIndex(line => line.includes('Media.Meta')) + 1,
        },
      });
    },
  );

  it('OData 4 as CSDL JSON: the vocabularies of OASIS and SAP', async () => {
    const vocabularies = vocabulariesIn(VOCABULARIES);
    expect(vocabularies.length).toBeGreaterThanOrEqual(25);
    for (const { name, text, types } of vocabularies) {
      expect([name, await parser().parse('api', text)]).toMatchObject([
        name,
        { format: 'odata-csdl', contentType: 'application/json' },
      ]);
      const model = oDataModelSchema.parse(
        JSON.parse(await parser().convert('odata-csdl', text)),
      );
      expect([name, model.types.length]).toEqual([name, types]);
    }
  });
});

/** Counted without the code that is tested. */
function operationsIn(text: string): number {
  const document: unknown = JSON.parse(text);
  const { paths = {}, webhooks = {} } = z
    .object({
      paths: z.record(z.string(), z.looseObject({})).optional(),
      webhooks: z.record(z.string(), z.looseObject({})).optional(),
    })
    .parse(document);
  return [...Object.values(paths), ...Object.values(webhooks)]
    .map(item => (item.$ref === undefined ? item : at(document, item.$ref)))
    .flatMap(item => Object.keys(item).filter(key => METHODS.includes(key)))
    .length;
}

/** What a reference within a document leads to. */
function at(document: unknown, reference: unknown): object {
  return String(reference)
    .slice('#/'.length)
    .split('/')
    .map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<object>((found, key) => Reflect.get(found, key), Object(document));
}

/** They are modules, each with one document; two have no version and are none. */
function vocabulariesIn(
  folder: string,
): { name: string; text: string; types: number }[] {
  const script = `
    const { readdirSync } = await import('node:fs');
    const { pathToFileURL } = await import('node:url');
    const all = {};
    for (const file of readdirSync(process.argv[1])) {
      if (file.endsWith('.js') && file !== 'index.js') {
        all[file] = (await import(pathToFileURL(process.argv[1] + '/' + file))).default;
      }
    }
    console.log(JSON.stringify(all));`;
  const output = execFileSync(
    process.execPath,
    ['--input-type=module', '-e', script, folder],
    { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  const all = z.record(z.string(), z.looseObject({})).parse(JSON.parse(output));
  return Object.entries(all).flatMap(([name, document]) =>
    '$Version' in document
      ? [{ name, text: JSON.stringify(document), types: typesIn(document) }]
      : [],
  );
}

const KINDS = new Set([
  'ComplexType',
  'EntityType',
  'EnumType',
  'TypeDefinition',
]);

/** Counted without the code that is tested. */
function typesIn(document: object): number {
  return Object.entries(document)
    .filter(([name]) => !/[$@]/.test(name))
    .flatMap(([, schema]) => Object.values(Object(schema)))
    .filter(member => KINDS.has(Object(member).$Kind)).length;
}
