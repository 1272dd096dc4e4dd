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
      await get(path).expect(200, 'as ever');
    }
  });

  it('answers calls with 503, when to come back, and why', async () => {
    watch.away = true;
    await get('/api/catalog/entities?token=secret')
      .expect(503)
      .expect('retry-after', '5')
      .expect({
        error: { name: 'ServiceUnavailableError', message: MESSAGE },
        request: { method: 'GET', url: '/api/catalog/entities' },
        response: { statusCode: 503 },
      });
    await get('/api/auth/oidc/start', 'text/html,*/*;q=0.8')
      .expect(503)
      .expect('content-type', /text\/plain/)
      .expect(`${MESSAGE}.`);
    await get('/.backstage/health/v1/readiness')
      .expect(503)
      .expect({ status: 'error', message: MESSAGE });
  });

  it('leaves pages, liveness and gateways alone', async () => {
    watch.away = true;
    for (const path of [
      '/remote-env/environments',
      '/.backstage/health/v1/liveness',
      '/api/remote-env/edge/v1/shop/services',
      '/api/remote-env/gateway/v1/reports',
    ]) {
      await get(path).expect(200, 'as ever');
    }
  });
});
