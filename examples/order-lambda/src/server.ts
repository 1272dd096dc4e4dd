import { HTTP } from 'cloudevents';
import express from 'express';
import { z } from 'zod';
import {
  TryAgainError,
  UnknownOrderError,
  type OrderHandler,
} from './OrderHandler';

/** 503 asks for the event again, 400 gives it up (it lands among the dead letters). */
function describe(error: unknown): { status: number; message: string } {
  if (error instanceof z.ZodError) {
    return { status: 400, message: z.prettifyError(error) };
  }
  if (error instanceof UnknownOrderError) {
    return { status: 400, message: error.message };
  }
  if (error instanceof TryAgainError) {
    return { status: 503, message: error.message };
  }
  return { status: 500, message: 'Internal error.' };
}

/** Takes events on POST /events and shows what was made of them on GET /. */
export function createServer(
  handler: OrderHandler,
  log: (line: string) => void,
): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.post(
    '/events',
    express.text({ type: '*/*', limit: '1mb' }),
    async (request, response) => {
      let event: ReturnType<typeof HTTP.toEvent<unknown>>;
      try {
        event = HTTP.toEvent<unknown>({
          headers: request.headers,
          body: request.body,
        });
      } catch (error) {
        response.status(400).json({
          error: error instanceof Error ? error.message : 'not a CloudEvent',
        });
        return;
      }
      if (Array.isArray(event) || event.type !== 'order.created') {
        response
          .status(400)
          .json({ error: 'expected one event of type order.created' });
        return;
      }
      try {
        const { order } = await handler.handle({
          id: event.id,
          source: event.source,
          data: event.data,
        });
        log(
          `order ${order.code}: ${order.quantity} x ${order.article}, ${order.total} EUR`,
        );
        response.status(204).end();
      } catch (error) {
        const { status, message } = describe(error);
        log(message);
        response.status(status).json({ error: message });
      }
    },
  );
  app.get('/', (_request, response) => {
    response.json(handler.latest());
  });
  return app;
}
