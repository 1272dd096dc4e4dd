import express from 'express';
import request from 'supertest';
import { withoutStackTraces } from './withoutStackTraces';

describe('withoutStackTraces', () => {
  const app = express();
  app.use(withoutStackTraces);
  const body = {
    error: { name: 'NotFoundError', message: 'none', stack: 'at secret.ts:1' },
    response: { statusCode: 404 },
  };
  app.get('/error', (_request, response) => {
    response.status(404).json(body);
  });
  app.get('/fine', (_request, response) => {
    response.json(body);
  });
  app.get('/text', (_request, response) => {
    response.status(400).json('no object');
  });

  it('takes the trace out of errors and leaves the rest as it is', async () => {
    const { body: error } = await request(app).get('/error').expect(404);
    expect(error).toEqual({
      error: { name: 'NotFoundError', message: 'none' },
      response: { statusCode: 404 },
    });
    expect((await request(app).get('/fine')).body).toEqual(body);
    expect((await request(app).get('/text')).body).toBe('no object');
  });
});
