import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NatsConnectionConfig } from '../config';
import type { EventBus } from '../ports';
import { StoreUnavailableError } from '../ports/errors';
import { connectOptions } from './connectOptions';
import { natsLayout } from './layout';
import { NatsEventBus } from './NatsEventBus';
import { NatsLink, type NatsSession } from './NatsLink';
import { isTooOld, OLDEST_SERVER } from './serverVersion';
import { engineWarnings } from './startupCheck';
import { ensureStreams } from './streams';

export interface NatsEventBusOptions {
  connection: NatsConnectionConfig;
  /** Ids of one environment are remembered this long; a property of the stream, so all gateways have to agree. */
  duplicateWindowSeconds: number;
  /** Settled events are kept this long. */
  retentionSeconds: number;
  /** Whether the engine's shortcomings are told with the first connection; false where `checkNats` tells of them. Default true. */
  warns?: boolean;
  logger?: LoggerService;
}

/** The event bus on NATS JetStream. Connects with the first operation; close it to release the connection. */
export function createNatsEventBus(options: NatsEventBusOptions): EventBus {
  const { connection, logger } = options;
  const layout = natsLayout(connection);
  let checked = options.warns === false;
  const prepare = async ({ nc, jsm }: NatsSession) => {
    checkVersion(nc.info?.version ?? '');
    await ensureStreams(jsm, {
      layout,
      replicas: connection.replicas,
      duplicateWindowMs: options.duplicateWindowSeconds * 1000,
      maxBytes: connection.maxBytes,
    });
    if (!checked) {
      checked = true;
      const warnings = await engineWarnings({
        replicas: connection.replicas,
        maxPayload: nc.info?.max_payload ?? 0,
        monitoringUrls: connection.monitoringUrls,
      });
      warnings.forEach(warning => logger?.warn(warning));
    }
  };
  const link = NatsLink.create({
    connectOptions: () => connectOptions(connection),
    prepare,
    logger,
  });
  return NatsEventBus.create({
    link,
    layout,
    retentionMs: options.retentionSeconds * 1000,
    logger,
  });
}

function checkVersion(version: string): void {
  if (isTooOld(version)) {
    throw new StoreUnavailableError(
      `The NATS server is version ${version}: ${OLDEST_SERVER} or later is needed`,
    );
  }
}
