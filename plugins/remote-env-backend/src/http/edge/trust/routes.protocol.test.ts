import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import request from 'supertest';
import { parse } from 'yaml';
import {
  call,
  CERTIFICATES,
  EDGE,
  get,
  INFO,
  RENEWALS,
  useTrust,
} from './__testUtils__/useTrust';

/** Asks the parser in a process of its own: it misjudges what comes from the realm of these tests. */
async function problemsOf(document: unknown): Promise<unknown> {
  const script = `
    const { validate } = require('@scalar/openapi-validator');
    const { valid, errors } = validate(JSON.parse(process.argv[1]));
    console.log(JSON.stringify({ valid, errors }));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['-e', script, JSON.stringify(document)],
    { cwd: __dirname },
  );
  return JSON.parse(stdout);
}

describe('trust routes, wire-contracts 1.1', () => {
  const { connect } = useTrust();

  it('knows other routes and methods by their texts', async () => {
    const { app } = await connect();
    for (const url of [CERTIFICATES, RENEWALS]) {
      const answer = await get(app, url);
      expect(answer.body).toEqual({ code: 405, error: 'Method not allowed.' });
      expect(answer.headers.allow).toBe('POST');
    }
    const { test } = await call(app, 'delete', INFO);
    expect((await test).status).toBe(405);
    expect((await get(app, '/v1/nothing')).body).toEqual({
      code: 404,
      error: 'Requested resource could not be found.',
    });
  });

  it('serves its own document', async () => {
    const { app } = await connect();
    const moved = await get(app, '/v1');
    expect([moved.status, moved.headers.location]).toEqual([
      301,
      '/v1/api.yaml',
    ]);
    const { test } = await call(app, 'get', '/v1/api.yaml');
    const answer = await test.responseType('blob');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/^application\/yaml/);
    const document = parse(answer.body.toString());
    expect(await problemsOf(document)).toEqual({ valid: true, errors: [] });
    expect(document.servers).toEqual([{ url: EDGE }]);
  });

  it('listens to no call without the gateway assertion', async () => {
    const { app, issue } = await connect();
    const answer = await request(app).get(
      `/edge${INFO}?token=${await issue()}`,
    );
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).not.toHaveProperty('csrUrl');
  });

  it('answers 500 without a stack when something breaks', async () => {
    const { app, tokens, issue, logger } = await connect();
    const token = await issue();
    jest
      .spyOn(tokens, 'find')
      .mockRejectedValue(new Error('secret detail of the database'));
    const answer = await get(app, `${INFO}?token=${token}`);
    expect(answer.body).toEqual({ code: 500, error: 'Internal server error.' });
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(logger.error.mock.calls)).not.toContain(token);
  });
});
