import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { gatewayReportBatchSchema } from '@remote-env/plugin-remote-env-node';
import express, { type Router } from 'express';
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
        const parsed = gatewayReportBatchSchema.safeParse(request.body);
        if (!parsed.success) {
          const [issue] = parsed.error.issues;
          throw new InputError(`${issue?.path.join('.')} ${issue?.message}`);
        }
        if (parsed.data.dropped > 0) {
          logger.warn(
            `A gateway lost ${parsed.data.dropped} reports because it had no room to keep them`,
          );
        }
        await reports.take(parsed.data);
        response.status(204).end();
      };
      take().catch(next);
    },
  );
  return router;
}
