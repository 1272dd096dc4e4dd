import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { requestLog } from './requestLog';

describe('requestLog', () => {
  it('names method, path and status, and no query', async () => {
    const logger = mockServices.logger.mock();
    const app = express();
    app.use(requestLog(logger));
    await request(app).get('/v1/info?token=secret').expect(404);
    expect(logger.info).toHaveBeenCalledTimes(1);
    const [line, fields] = logger.info.mock.calls[0]!;
    expect(line).toMatch(/^GET \/v1\/info 404 \d+ ms$/);
    expect(JSON.stringify(fields)).not.toContain('secret');
  });
});
