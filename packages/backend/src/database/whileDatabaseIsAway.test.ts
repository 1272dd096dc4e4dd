import express from 'express';
import request from 'supertest';
import { whileDatabaseIsAway } from './whileDatabaseIsAway';

const MESSAGE = "The portal's database cannot be reached now, try again";

describe('whileDatabaseIsAway', () => {
  const watch = { away: false };
  const app = express();
  app.use(whileDatabaseIsAway(watch));
  app.use((_request, response) => {
    response.send('as ever');
  });
  const get = (path: string, accept = '*/*') =>
    request(app).get(path).set('accept', accept);

  it('is not noticed while the database answers', async () => {
    watch.away = false;
    for (const path of ['/api/catalog', '/.backstage/health/v1/readiness']) {
      expect((await get(path)).text).toBe('as ever');
    }
  });

  it('answers calls with 503, when to come back, and why', async () => {
    watch.away = true;
    const call = await get('/api/catalog/entities?token=secret');
    expect(call.status).toBe(503);
    expect(call.headers['retry-after']).toBe('5');
    expect(call.body).toEqual({
      error: { name: 'ServiceUnavailableError', message: MESSAGE },
      request: { method: 'GET', url: '/api/catalog/entities' },
      response: { statusCode: 503 },
    });
    const page = await get('/api/auth/oidc/start', 'text/html,*/*;q=0.8');
    expect(page.status).toBe(503);
    expect(page.type).toBe('text/plain');
    expect(page.text).toBe(`${MESSAGE}.`);
    const readiness = await get('/.backstage/health/v1/readiness');
    expect(readiness.status).toBe(503);
    expect(readiness.body).toEqual({ status: 'error', message: MESSAGE });
  });

  it('leaves pages, liveness and gateways alone', async () => {
    watch.away = true;
    for (const path of [
      '/remote-env/environments',
      '/.backstage/health/v1/liveness',
      '/api/remote-env/edge/v1/shop/services',
      '/api/remote-env/gateway/v1/reports',
    ]) {
      expect((await get(path)).text).toBe('as ever');
    }
  });
});
