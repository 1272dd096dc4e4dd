import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { readGatewayReports } from '@remote-env/plugin-remote-env-node';
import express, { type Router } from 'express';
import { ZodError } from 'zod';
import type { GatewayReports } from '../../activity';

/** Bytes of a batch: 500 entries with everything in them, and then some. */
const BATCH_LIMIT = 4 * 1024 * 1024;

/** POST `/gateway/v1/reports`: what gateways saw, in batches (wire-contracts 7). */
export function createReportsRouter(options: {
  reports: GatewayReports;
  logger: LoggerService;
}): Router {
  const { reports, logger } = options;
  const router = express.Router();
  router.post(
    '/v1/reports',
    express.json({ limit: BATCH_LIMIT }),
    (request, response, next) => {
      const take = async () => {
        const { batch, unknown } = readBatch(request.body);
        if (batch.dropped > 0) {
          logger.warn(
            `A gateway lost ${batch.dropped} reports because it had no room to keep them`,
          );
        }
        if (unknown > 0) {
          logger.warn(
            `A gateway of a newer version made ${unknown} reports that this portal does not know; they are left out`,
          );
        }
        await reports.take(batch);
        response.status(204).end();
      };
      take().catch(next);
    },
  );
  return router;
}

/** @throws InputError that names the field */
function readBatch(body: unknown) {
  try {
    return readGatewayReports(body);
  } catch (error) {
    if (error instanceof ZodError) {
      const [issue] = error.issues;
      throw new InputError(`${issue?.path.join('.')} ${issue?.message}`);
    }
    throw error;
  }
}
