import express from 'express';
import request from 'supertest';
import { onlyLoopbackHosts } from './onlyLoopbackHosts';

describe('onlyLoopbackHosts', () => {
  const app = express();
  app.use(onlyLoopbackHosts());
  app.use((_request, response) => {
    response.send('ok');
  });

  it.each(['localhost', 'localhost:7007', '127.0.0.1:7007', '[::1]:7007'])(
    'lets %s through',
    host => request(app).get('/').set('host', host).expect(200),
  );

  it.each([
    'evil.test',
    'localhost.evil.test',
    '127.0.0.1.evil.test:7007',
    '10.0.0.1',
    'evil.test:127',
  ])('refuses %s', host => request(app).get('/').set('host', host).expect(421));
});
