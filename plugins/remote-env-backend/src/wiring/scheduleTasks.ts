import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { RemoteEnvConfig } from '@remote-env/plugin-remote-env-node';
import type { Domain } from './createDomain';

/** What is done now and then, by one replica of the portal at a time unless it says otherwise. */
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
    id: 'remote-env-finish-deletions',
    frequency: { minutes: 1 },
    timeout,
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
    timeout,
    // Each replica sums up what it was told.
    scope: 'local',
    fn: () => domain.reports.flush(),
  });
}
