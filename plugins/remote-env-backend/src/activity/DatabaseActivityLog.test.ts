import { mockLogger } from '../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import type { ActivityEntry } from './ActivityLog';
import type { ActivityKind } from './activityKinds';
import { DatabaseActivityLog } from './DatabaseActivityLog';

const shop = {
  name: 'shop',
  uid: 'u-2',
  createdAt: new Date('2026-11-21T10:00:00Z'),
};

describe.each(PORTAL_DATABASES)('activity log on %s', kind => {
  const databases = usePortalDatabases(kind);

  async function createLog() {
    const knex = await (await databases.create()).open();
    const logger = mockLogger();
    return { log: DatabaseActivityLog.create({ knex, logger }), knex, logger };
  }

  it('gives back what was recorded, newest first, in pages', async () => {
    const { log } = await createLog();
    await log.record({
      action: 'environment-create',
      outcome: 'success',
      actor: 'user:default/ada',
      environment: shop,
      serviceId: 's-1',
      message: 'Requested.',
      details: { a: 'b' },
      at: new Date('2026-11-21T10:00:00.123Z'),
    });
    // Recorded in another order than it happened; two at the same time.
    for (const [i, second] of [
      [3, '03'],
      [0, '01'],
      [1, '02'],
      [2, '02'],
    ] as const) {
      await log.record({
        action: `n-${i}`,
        outcome: 'refused',
        environment: shop,
        at: new Date(`2026-11-21T10:00:${second}Z`),
      });
    }
    const first = await log.list(shop, { limit: 3 });
    expect(first.items.map(i => i.action)).toEqual(['n-3', 'n-2', 'n-1']);
    expect(first.totalItems).toBe(5);
    const second = await log.list(shop, { limit: 3, cursor: first.nextCursor });
    expect(second.nextCursor).toBeUndefined();
    expect(second.items).toHaveLength(2);
    expect(second.items[1]).toEqual({
      id: expect.any(String),
      action: 'environment-create',
      outcome: 'success',
      actor: 'user:default/ada',
      environment: { name: 'shop', uid: 'u-2' },
      serviceId: 's-1',
      message: 'Requested.',
      details: { a: 'b' },
      at: new Date('2026-11-21T10:00:00.123Z'),
    });
    await expect(log.list(shop, { cursor: "1' or 1" })).rejects.toThrow(
      'cursor',
    );
  });

  it('gives back what is of one kind only, in pages, and says of whom there is more', async () => {
    const knex = await (await databases.create()).open();
    const told: string[][] = [];
    const log = DatabaseActivityLog.create({
      knex,
      logger: mockLogger(),
      onRecorded: uids => told.push(uids),
    });
    const entry = (action: string, outcome: ActivityEntry['outcome']) => ({
      action,
      outcome,
      environment: shop,
    });
    await log.record(
      entry('environment-create', 'success'),
      entry('connection-approve', 'refused'),
      entry('certificate-issue', 'success'),
      entry('certificate-revoke', 'success'),
      entry('token-issue', 'failure'),
      entry('service-register', 'success'),
      entry('service-called', 'success'),
      entry('edge-refused', 'refused'),
      entry('event-send', 'success'),
      entry('moon-landing', 'success'),
    );
    expect(told).toEqual([['u-2']]);
    const of = async (which: ActivityKind) =>
      (await log.list(shop, { kind: which })).items.map(i => i.action).sort();
    expect(await of('decisions')).toEqual([
      'connection-approve',
      'environment-create',
    ]);
    expect(await of('services')).toEqual(['service-register']);
    expect(await of('events')).toEqual(['event-send']);
    expect(await of('calls')).toEqual(['edge-refused', 'service-called']);
    expect(await of('refusals')).toEqual([
      'connection-approve',
      'edge-refused',
    ]);
    const first = await log.list(shop, { kind: 'certificates', limit: 2 });
    expect(first.totalItems).toBe(3);
    const rest = await log.list(shop, {
      kind: 'certificates',
      limit: 2,
      cursor: first.nextCursor,
    });
    expect([...first.items, ...rest.items].map(i => i.action).sort()).toEqual([
      'certificate-issue',
      'certificate-revoke',
      'token-issue',
    ]);
  });

  it('leaves out what an earlier environment of the same name did', async () => {
    const { log } = await createLog();
    await log.record(
      {
        action: 'earlier-proven',
        outcome: 'success',
        environment: { name: 'shop', uid: 'u-1' },
      },
      {
        action: 'earlier-unproven',
        outcome: 'refused',
        environment: { name: 'shop' },
        at: new Date('2026-11-21T09:59:59Z'),
      },
      {
        action: 'now-unproven',
        outcome: 'refused',
        environment: { name: 'shop' },
        at: new Date('2026-11-21T10:00:01Z'),
      },
      { action: 'elsewhere', outcome: 'success', environment: { name: 'erp' } },
    );
    const { items } = await log.list(shop);
    expect(items.map(i => i.action)).toEqual(['now-unproven']);
  });

  it('keeps a report that arrives twice once, and takes batches of any size', async () => {
    const { log, logger } = await createLog();
    const batch = Array.from({ length: 120 }, (_, i) => ({
      action: 'edge-refused',
      outcome: 'refused' as const,
      environment: shop,
      reportId: `r-${i}`,
    }));
    await log.record(...batch);
    await log.record(...batch, { ...batch[0]!, reportId: undefined });
    expect((await log.list(shop)).totalItems).toBe(121);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('forgets what is old', async () => {
    const { log } = await createLog();
    await log.record(
      {
        action: 'old',
        outcome: 'success',
        environment: shop,
        at: new Date('2026-01-01T00:00:00Z'),
      },
      { action: 'new', outcome: 'success', environment: shop },
    );
    expect(await log.prune(new Date('2026-06-01T00:00:00Z'))).toBe(1);
    expect((await log.list(shop)).items.map(i => i.action)).toEqual(['new']);
  });

  it('never fails the action that it is about', async () => {
    const { log, knex, logger } = await createLog();
    await knex.schema.dropTable('activity');
    await log.record({ action: 'any', outcome: 'success' });
    expect(logger.error).toHaveBeenCalledTimes(1);
  });
});
