import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import request from 'supertest';
import { createPortalRouter } from './createPortalRouter';
import type { PortalOperations } from './portalOperation';
import { readPortalApiDocument } from './validation';

/** The router with one handler that does what the test wants, and nothing behind the others. */
async function serve(listEnvironments: () => Promise<unknown>) {
  const { routes } = await readPortalApiDocument();
  const handlers = Object.fromEntries(
    routes.map(({ operationId }) => [operationId, listEnvironments]),
  );
  const logger = mockServices.logger.mock();
  const app = express();
  app.use(
    await createPortalRouter({
      operations: handlers as unknown as PortalOperations,
      invoke: (_request, _response, next) => next(),
      httpAuth: mockServices.httpAuth(),
      logger,
      registry: { readLarge: async () => undefined },
      registryBodyLimit: 1024,
    }),
  );
  return { get: () => request(app).get('/v1/environments'), logger };
}

describe('createPortalRouter', () => {
  it('lets nothing out that the document does not name', async () => {
    const { get } = await serve(async () => ({
      status: 200,
      body: { items: [], totalItems: 0, secret: 'sesame' },
    }));
    const answer = await get();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('sesame');
  });

  it('answers a fault of ours without its details, and logs them', async () => {
    const { get, logger } = await serve(async () => {
      throw new Error('connect ECONNREFUSED /secret/path');
    });
    const answer = await get();
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: { name: 'InternalServerError', message: 'Internal server error' },
      request: { method: 'GET', url: '/v1/environments' },
      response: { statusCode: 500 },
    });
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('GET /v1/environments answered 500'),
      expect.objectContaining({ message: expect.stringContaining('ECONN') }),
    );
  });

  it('does not start without a handler for every operation', async () => {
    await expect(
      createPortalRouter({
        operations: {} as PortalOperations,
        invoke: (_request, _response, next) => next(),
        httpAuth: mockServices.httpAuth(),
        logger: mockServices.logger.mock(),
        registry: { readLarge: async () => undefined },
        registryBodyLimit: 1024,
      }),
    ).rejects.toThrow('No handler for operation');
  });
});
