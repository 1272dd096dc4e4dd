import { randomUUID } from 'node:crypto';
import type { GatewayReportEntry } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { DatabaseActivityLog } from './DatabaseActivityLog';
import { DatabaseReportLedger } from './DatabaseReportLedger';
import type { ServiceCall } from '../service-health';
import { EdgeCalls } from './EdgeCalls';
import { GatewayReports, type Sighting } from './GatewayReports';

const shop = { name: 'shop', uid: 'u-1', createdAt: new Date(0) };

function batchOf(...entries: Partial<GatewayReportEntry>[]) {
  return {
    id: randomUUID(),
    dropped: 0,
    entries: entries.map(entry => ({
      id: randomUUID(),
      at: '2026-11-21T10:00:00.000Z',
      action: 'service-called' as const,
      outcome: 'success' as const,
      environmentName: 'shop',
      environmentUid: 'u-1',
      count: 1,
      ...entry,
    })),
  };
}

describe.each(PORTAL_DATABASES)('GatewayReports on %s', kind => {
  const databases = usePortalDatabases(kind);

  /** Portals on one database; an SQLite file has one, whose requests take turns. */
  async function setUp() {
    const database = await databases.create();
    const knex = await database.open();
    const sightings: Sighting[] = [];
    const calls: ServiceCall[] = [];
    const metered: [string, number][] = [];
    const portalOn = (own: typeof knex) =>
      GatewayReports.create({
        ledger: DatabaseReportLedger.create(own),
        meter: { count: (security, count) => metered.push([security, count]) },
        onSighting: sighting => sightings.push(sighting),
        onServiceCall: call => calls.push(call),
      });
    const reports = portalOn(knex);
    const other =
      kind === 'PostgreSQL' ? portalOn(database.connect()) : reports;
    const activity = DatabaseActivityLog.create({
      knex,
      logger: mockLogger(),
    });
    return {
      knex,
      sightings,
      calls,
      metered,
      ledger: DatabaseReportLedger.create(knex),
      reports,
      other,
      take: (...entries: Partial<GatewayReportEntry>[]) =>
        reports.take(batchOf(...entries)),
      /** As timelines show it, the latest entry first. */
      recorded: async () =>
        (await activity.list(shop, { limit: 1000 })).items.map(
          ({ id: _, ...entry }) => entry,
        ),
      /** Calls of all services in the log. */
      counted: async () =>
        (await activity.list(shop, { limit: 1000 })).items.reduce(
          (sum, { details }) => sum + Number(details?.count ?? 1),
          0,
        ),
    };
  }

  it('enters a call at once and the calls of the next minute as one', async () => {
    const { ledger, recorded, take } = await setUp();
    await take({ serviceId: 's' }, { serviceId: 'other' });
    await take({ serviceId: 's', count: 5 });
    await take({ serviceId: 's', count: 4 });
    expect((await recorded()).map(e => e.serviceId).sort()).toEqual([
      'other',
      's',
    ]);
    await ledger.enterSums(Date.now() + 59_000);
    expect(await recorded()).toHaveLength(2);
    await ledger.enterSums(Date.now() + 61_000);
    const [sum, ...before] = await recorded();
    expect(before).toHaveLength(2);
    expect(sum).toEqual({
      action: 'service-called',
      outcome: 'success',
      environment: { name: 'shop', uid: 'u-1' },
      serviceId: 's',
      details: { count: '9' },
      at: new Date('2026-11-21T10:00:00.000Z'),
    });
    await ledger.enterSums(Date.now() + 61_000);
    expect(await recorded()).toHaveLength(3);
    await take({ serviceId: 's' });
    expect(await recorded()).toHaveLength(4);
  });

  it('passes on what calls say about services, and nothing else', async () => {
    const { calls, take } = await setUp();
    const failed = { outcome: 'failure', message: 'answered 503' } as const;
    await take(
      { serviceId: 's' },
      { serviceId: 's', ...failed, at: '2026-11-21T10:00:01.000Z' },
      { action: 'api-call-refused', outcome: 'refused', serviceId: 's' },
      { action: 'event-delivered' },
    );
    expect(calls).toEqual([
      {
        serviceId: 's',
        answered: true,
        message: '',
        at: new Date('2026-11-21T10:00:00.000Z'),
      },
      {
        serviceId: 's',
        answered: false,
        message: 'answered 503',
        at: new Date('2026-11-21T10:00:01.000Z'),
      },
    ]);
  });

  it('enters a flood from one source as two entries a minute, and tells sources apart', async () => {
    const { ledger, metered, reports, recorded, take } = await setUp();
    const refused = (ip: string, count: number, fingerprint: string) => ({
      action: 'edge-refused' as const,
      outcome: 'refused' as const,
      actor: `certificate:${fingerprint.repeat(64)}`,
      message: 'certificate has no record',
      details: { ip, kind: 'foreign-certificate' },
      count,
    });
    for (let i = 0; i < 10; i++) {
      await take(
        refused('2001:db8::1', 100, 'a'),
        refused('2001:db8::2', 1, 'b'),
      );
    }
    const again = batchOf(refused('192.0.2.7', 5, 'c'));
    await reports.take(again);
    await reports.take(again);
    expect(await recorded()).toHaveLength(2);
    await ledger.enterSums(Date.now() + 61_000);
    expect(
      (await recorded()).map(({ details }) => [details?.ip, details?.count]),
    ).toEqual([
      ['2001:db8::2', '909'],
      ['192.0.2.7', '5'],
      ['2001:db8::2', '101'],
    ]);
    const total = metered.reduce((sum, [, count]) => sum + count, 0);
    expect(total).toBe(10 * 101 + 5);
    expect(new Set(metered.map(([security]) => security))).toEqual(
      new Set(['foreign-certificate']),
    );
  });

  it('takes a batch once, whichever portals it comes to and however often', async () => {
    const { counted, ledger, other, recorded, reports } = await setUp();
    await reports.take(batchOf({ serviceId: 's' }));
    const batch = batchOf(
      { serviceId: 's', count: 7 },
      { action: 'edge-refused', outcome: 'refused', count: 3 },
    );
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        (i % 2 === 0 ? reports : other).take(batch),
      ),
    );
    await other.take(batch);
    await ledger.enterSums(Date.now() + 61_000);
    expect(await recorded()).toHaveLength(3);
    expect(await counted()).toBe(1 + 7 + 3);
  });

  it('loses no call and counts none twice while portals take and sum up at once', async () => {
    const { counted, ledger, other, reports } = await setUp();
    let now = Date.now();
    const kinds = ['a', 'b', 'c', 'd', 'e'];
    const take = async (portal: GatewayReports, order: string[]) => {
      for (let i = 0; i < 20; i++) {
        const batch = batchOf(...order.map(serviceId => ({ serviceId })));
        await portal.take(batch);
        await portal.take(batch);
      }
    };
    const sumUp = async () => {
      for (let i = 0; i < 20; i++) {
        now += 61_000;
        await ledger.enterSums(now);
      }
    };
    await Promise.all([
      take(reports, kinds),
      take(other, [...kinds].reverse()),
      sumUp(),
    ]);
    await ledger.enterSums(now + 61_000);
    expect(await counted()).toBe(2 * 20 * kinds.length);
  });

  it('takes nothing of a batch that it cannot take as a whole, and says so', async () => {
    const { knex, recorded, reports } = await setUp();
    const batch = batchOf(
      { serviceId: 's' },
      { action: 'edge-refused', outcome: 'refused' },
    );
    await knex.schema.renameTable('activity', 'elsewhere');
    await expect(reports.take(batch)).rejects.toThrow(/activity/);
    await knex.schema.renameTable('elsewhere', 'activity');
    await reports.take(batch);
    expect(await recorded()).toHaveLength(2);
  });

  it('forgets the numbers of old batches', async () => {
    const { ledger, recorded, reports } = await setUp();
    const batch = batchOf({ action: 'edge-refused', outcome: 'refused' });
    await reports.take(batch);
    expect(await ledger.prune(new Date(Date.now() - 1000))).toBe(0);
    expect(await ledger.prune(new Date(Date.now() + 1000))).toBe(1);
    await reports.take(batch);
    // Single reports are still known by their own.
    expect(await recorded()).toHaveLength(1);
  });

  it('enters every failure and refusal, with whom it was about', async () => {
    const { knex, recorded, take } = await setUp();
    await take(
      { outcome: 'failure', message: 'no route' },
      { outcome: 'failure', message: 'no route' },
      {
        action: 'edge-refused',
        outcome: 'refused',
        environmentName: undefined,
        environmentUid: undefined,
        count: 7,
      },
    );
    const failure = expect.objectContaining({
      outcome: 'failure',
      message: 'no route',
      environment: { name: 'shop', uid: 'u-1' },
      at: new Date('2026-11-21T10:00:00.000Z'),
    });
    expect(await recorded()).toEqual([failure, failure]);
    const [unknown] = await knex('activity').whereNull('environment');
    expect(unknown).toMatchObject({ environment_uid: null });
    expect(JSON.parse(unknown.details)).toEqual({ count: '7' });
  });

  it('takes uses of a connection as sightings, and only proven ones', async () => {
    const { recorded, sightings, take } = await setUp();
    const actor = `certificate:${'b'.repeat(64)}`;
    const details = { ip: '192.0.2.1', gateway: 'edge-0' };
    await take(
      { action: 'connection-used', actor, details },
      { action: 'connection-used', actor, environmentUid: undefined },
      { action: 'connection-used', actor, outcome: 'refused' },
      { action: 'certificate-first-used', actor, details },
    );
    expect(sightings).toEqual(
      [1, 2].map(() => ({
        environment: { name: 'shop', uid: 'u-1' },
        fingerprint: 'b'.repeat(64),
        at: new Date('2026-11-21T10:00:00.000Z'),
        use: { address: '192.0.2.1', gateway: 'edge-0' },
      })),
    );
    expect((await recorded()).map(entry => entry.action)).toEqual([
      'certificate-first-used',
    ]);
  });

  it('counts calls by the hour, once for each batch, whichever portals it comes to', async () => {
    const { knex, other, reports } = await setUp();
    const used = { action: 'connection-used' as const };
    const refused = {
      action: 'edge-refused' as const,
      outcome: 'refused' as const,
    };
    const batch = batchOf(
      { ...used, count: 7, at: '2026-11-21T10:59:59.999Z' },
      { ...used, count: 2, at: '2026-11-21T11:00:00.000Z' },
      { ...refused, count: 3 },
      { ...refused, environmentUid: undefined, count: 100 },
      { ...refused, environmentUid: 'u-2', count: 50 },
    );
    await Promise.all([reports.take(batch), other.take(batch)]);
    await other.take(batchOf({ ...used, count: 1 }));
    const calls = EdgeCalls.create(knex);
    const ten = new Date('2026-11-21T10:00:00.000Z');
    const eleven = new Date('2026-11-21T11:00:00.000Z');
    expect(await calls.since('u-1', ten)).toEqual([
      { hour: ten, accepted: 8, refused: 3 },
      { hour: eleven, accepted: 2, refused: 0 },
    ]);
    expect(await calls.since('u-1', eleven)).toHaveLength(1);
    await calls.prune(eleven);
    expect(await calls.since('u-1', ten)).toHaveLength(1);
    expect(await calls.since('u-2', new Date(0))).toEqual([]);
  });
});
