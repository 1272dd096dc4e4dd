import type { Server } from 'node:http';
import type { LifecycleService } from '@backstage/backend-plugin-api';
import type { RequestHandler, Response } from 'express';

/** Requests of the events bus wait for news for nearly a minute, which nobody has to hear from a portal that ends. */
const LONG_POLL = /^\/api\/events\/bus\/v1\/subscriptions\/[^/]+\/events$/;

/** What other requests are given to end, in milliseconds; a pod is killed after 40 s. */
const DRAIN_MS = 10_000;

/**
 * Lets a portal that is told to end do so: Backstage waits for the last request, however long that takes. Long polls end
 * at once, others are cut off after `drainMs`.
 */
export function endOpenRequests(
  server: Pick<Server, 'closeAllConnections'>,
  lifecycle: Pick<LifecycleService, 'addShutdownHook'>,
  drainMs = DRAIN_MS,
): RequestHandler {
  const waiting = new Set<Response>();
  let ending = false;
  lifecycle.addShutdownHook(() => {
    ending = true;
    waiting.forEach(response => response.end());
    setTimeout(() => server.closeAllConnections(), drainMs).unref();
  });
  return (request, response, next) => {
    if (request.method === 'GET' && LONG_POLL.test(request.path)) {
      if (ending) {
        response.status(503).end();
        return;
      }
      waiting.add(response);
      response.once('close', () => waiting.delete(response));
    }
    next();
  };
}
