import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { RemoteEnvConfig } from '@remote-env/plugin-remote-env-node';
import type { Domain } from './createDomain';

/** A gateway sends a batch again within seconds of a portal that it reaches. */
const BATCH_IDS_MS = 24 * 3600 * 1000;

/** What is done now and then, each by one replica of the portal at a time. */
export async function scheduleTasks(options: {
  config: RemoteEnvConfig;
  domain: Domain;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { config, domain, logger, scheduler } = options;
  const timeout = { minutes: 10 };

  await scheduler.scheduleTask({
    id: 'remote-env-activity-retention',
    frequency: { hours: 6 },
    timeout,
    fn: async () => {
      const before = new Date(Date.now() - config.activity.retentionMs);
      const removed = await domain.activity.prune(before);
      await domain.calls.prune(before);
      await domain.reportLedger.prune(new Date(Date.now() - BATCH_IDS_MS));
      logger.debug(`Removed ${removed} old entries of the activity log`);
    },
  });
  await scheduler.scheduleTask({
    id: 'remote-env-edge-certificate',
    frequency: { hours: 12 },
    timeout,
    initialDelay: { minutes: 5 },
    fn: () => domain.anchors.renew(),
  });
  await scheduler.scheduleTask({
    id: 'remote-env-expiry-warnings',
    frequency: { hours: 1 },
    timeout,
    initialDelay: { minutes: 2 },
    fn: async () => {
      await domain.index.whenBuilt();
      await domain.expiryWarnings.give();
    },
  });
  await scheduler.scheduleTask({
    id: 'remote-env-former-authorities',
    frequency: { hours: 1 },
    timeout,
    initialDelay: { minutes: 10 },
    fn: async () => {
      const { clients, index, issued } = domain;
      await index.whenBuilt();
      await clients.rotation.forgetUnused(async issuer => {
        const { good, revoked } = await issued.count(issuer, new Date());
        return good + revoked;
      });
    },
  });
  await scheduler.scheduleTask({
    id: 'remote-env-finish-deletions',
    frequency: { minutes: 1 },
    // A portal that is killed meanwhile keeps the others from it for so long.
    timeout: { minutes: 5 },
    fn: async () => {
      await domain.cleanup.resume();
      await domain.bindings.resumeDeletions();
    },
  });
  await scheduler.scheduleTask({
    id: 'remote-env-index-reconciliation',
    frequency: { hours: 1 },
    timeout,
    initialDelay: { minutes: 30 },
    fn: signal => domain.index.reconcile(signal),
  });
  await scheduler.scheduleTask({
    id: 'remote-env-sum-up-reports',
    frequency: { seconds: 30 },
    timeout: { minutes: 1 },
    fn: () => domain.reportLedger.enterSums(),
  });
}
