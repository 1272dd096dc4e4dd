import type { LoggerService } from '@backstage/backend-plugin-api';
import type { RequestHandler } from 'express';

/**
 * One line for each request, without the query: one-time tokens are shown in queries, and no log may hold them.
 */
export function requestLog(logger: LoggerService): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const [path = ''] = request.originalUrl.split('?');
    response.once('close', () => {
      const milliseconds = Math.round(performance.now() - started);
      logger.info(
        `${request.method} ${path} ${response.statusCode} ${milliseconds} ms`,
        {
          type: 'incomingRequest',
          method: request.method,
          path,
          status: response.statusCode,
          milliseconds,
        },
      );
    });
    next();
  };
}
