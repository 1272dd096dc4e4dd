import express, { type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import type { OAuth } from './oauth';
import type { Orders } from './Orders';

const newOrderSchema = z.object({ article: z.string(), quantity: z.number() });

/** What the body parsers say of a request that they refuse, e.g. 413. */
function statusOf(error: unknown): number {
  const parsed = z
    .object({ status: z.number().int().min(400).max(499) })
    .safeParse(error);
  return parsed.success ? parsed.data.status : 500;
}

/** The shop's HTTP API, as `documents/openapi.yaml` describes it. */
export function createApi(orders: Orders, oauth: OAuth): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.use(oauth.router());
  app.use(oauth.required());

  app.get('/orders', (request, response) => {
    const limit = Number(request.query.limit ?? 20);
    response.json(
      orders.latest(
        Number.isInteger(limit) && limit > 0 ? Math.min(limit, 100) : 20,
      ),
    );
  });
  app.post('/orders', express.json({ limit: '10kb' }), (request, response) => {
    const parsed = newOrderSchema.safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error) });
      return;
    }
    response
      .status(201)
      .json(orders.place(parsed.data.article, parsed.data.quantity));
  });
  app.get('/orders/:code', (request, response) => {
    const order = orders.find(request.params.code);
    if (!order) {
      response
        .status(404)
        .json({ error: `There is no order ${request.params.code}.` });
      return;
    }
    response.json(order);
  });
  app.get('/stock/:article', (request, response) => {
    const pieces = orders.stockOf(request.params.article);
    if (pieces === undefined) {
      response
        .status(404)
        .json({ error: `There is no article ${request.params.article}.` });
      return;
    }
    response.json({ article: request.params.article, pieces });
  });

  const refuse: ErrorRequestHandler = (error, _request, response, _next) => {
    const status = error instanceof RangeError ? 400 : statusOf(error);
    response
      .status(status)
      .json({ error: status < 500 ? error.message : 'Internal error.' });
  };
  app.use(refuse);
  return app;
}
