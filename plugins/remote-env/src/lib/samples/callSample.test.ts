/** @jest-environment node */
import { HOSTILE } from './__testUtils__/hostileOperations';
import { CASES } from './__testUtils__/operations';
import type { SampleCase } from './__testUtils__/sampleDocuments';
import { RecordingServer } from './__testUtils__/RecordingServer';
import { canRun, joinedJava, runSample } from './__testUtils__/runSamples';
import { callSample } from './callSample';
import type { SampleRequest } from './model';
import { sampleRequest } from './sampleRequest';

jest.setTimeout(120_000);

let server: RecordingServer;

beforeAll(async () => {
  server = await RecordingServer.start();
});

afterAll(() => server.close());

function requestOf({ document }: Pick<SampleCase, 'document'>): SampleRequest {
  const request = sampleRequest(document);
  if (!request) {
    throw new Error('No request');
  }
  return request;
}

const filesOf = ({ placeholders }: SampleRequest) =>
  placeholders.filter(each => each.includes('.'));

/** What came, with those of its headers that matter. */
async function takenAs(cases: readonly Pick<SampleCase, 'received'>[]) {
  const taken = await server.taken();
  return taken.map(({ headers, ...rest }, index) => {
    const wanted = cases[index]?.received.headers;
    return wanted
      ? {
          ...rest,
          headers: Object.fromEntries(
            Object.keys(wanted).map(name => [name, headers[name]]),
          ),
        }
      : rest;
  });
}

describe.each(['curl', 'node', 'python'] as const)(
  'samples for %s',
  language => {
    it.each(CASES)('send $name', async given => {
      const request = requestOf(given);
      const code = callSample[language](request);
      const ran = await runSample(language, code, {
        url: server.url,
        files: filesOf(request),
      });
      expect(await takenAs([given])).toEqual([given.received]);
      expect(ran.made).toEqual([]);
    });

    it.each(HOSTILE)('send hostile $name, and do nothing else', async given => {
      const request = requestOf(given);
      const code = callSample[language](request);
      expect(code.replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
      );
      const ran = await runSample(language, code, { url: server.url });
      expect(await takenAs([given])).toEqual([given.received]);
      expect(ran.made).toEqual([]);
    });
  },
);

const withJava = canRun('java') ? describe : null;
withJava?.('samples for java', () => {
  it('send the same, whatever documents hold', async () => {
    const cases = [...CASES, ...HOSTILE];
    const requests = cases.map(requestOf);
    const ran = await runSample(
      'java',
      joinedJava(requests.map(callSample.java)),
      {
        url: server.url,
        files: requests.flatMap(filesOf),
      },
    );
    expect(await takenAs(cases)).toEqual(cases.map(each => each.received));
    expect(ran.made).toEqual([]);
  });
});

describe('sampleRequest', () => {
  const at = (path: string, method = 'get') =>
    sampleRequest(
      {
        openapi: '3.1.0',
        paths: { '/first': { get: {} }, [path]: { [method]: {} } },
        webhooks: { '/told': { post: {} } },
      },
      { path, method: method.toUpperCase() },
    );

  it('is of the operation that is asked for', () => {
    expect(at('/second', 'put')).toMatchObject({
      method: 'PUT',
      target: '/second',
    });
  });

  it.each(['/a/../b', '/..', '/a/%2E%2e/b', '/./a'])(
    'is not made for %s, which the API proxy refuses',
    path => expect(at(path)).toBeUndefined(),
  );

  it.each(['trace', 'connect', 'get /x HTTP/1.1', '"; x'])(
    'is not made with method %s',
    method => expect(at('/a', method)).toBeUndefined(),
  );

  it('is not made for webhooks, and not for what is not there', () => {
    expect(sampleRequest({ webhooks: { a: { post: {} } } })).toBeUndefined();
    expect(
      sampleRequest({ paths: {} }, { path: '/a', method: 'get' }),
    ).toBeUndefined();
  });

  it('reads a long body from a file', () => {
    const example = 'x'.repeat(20_000);
    expect(
      requestOf({
        document: {
          openapi: '3.0.0',
          paths: {
            '/a': {
              post: {
                requestBody: { content: { 'application/json': { example } } },
              },
            },
          },
        },
      }).body,
    ).toEqual({
      kind: 'file',
      type: 'application/json',
      file: 'body.json',
    });
  });
});
