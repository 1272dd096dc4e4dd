import type { SecurityKind } from '@remote-env/plugin-remote-env-common';
import { mockLogger } from '../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { DatabaseActivityLog } from './DatabaseActivityLog';
import { DatabaseSecurityEvents } from './DatabaseSecurityEvents';

const at = (time: string) => new Date(`2026-11-21T${time}Z`);

describe.each(PORTAL_DATABASES)('security events on %s', database => {
  const databases = usePortalDatabases(database);

  async function setUp() {
    const knex = await (await databases.create()).open();
    const log = DatabaseActivityLog.create({
      knex,
      logger: mockLogger(),
    });
    const refused = (
      kind: SecurityKind | 'none',
      time: string,
      details: Record<string, string> = {},
      environment?: string,
    ) => ({
      action: 'edge-refused',
      outcome: 'refused' as const,
      at: at(time),
      message: 'because',
      ...(environment && { environment: { name: environment } }),
      details: { ip: '192.0.2.1', ...details, kind },
    });
    await log.record(
      refused('bad-certificate', '10:00:10', { count: '3' }, 'shop'),
      refused('bad-certificate', '10:00:50', { ip: '192.0.2.10' }, 'erp'),
      refused('foreign-certificate', '10:59:59', { route: 'registry' }),
      refused('forged-header', '11:00:00', { ip: '2001:db8::1' }),
      refused('none', '10:00:00'),
      { ...refused('bad-certificate', '10:00:00'), outcome: 'success' },
      {
        action: 'token-redeem',
        outcome: 'refused',
        at: at('12:30:00'),
        details: { address: '192.0.2.1', count: '40' },
      },
    );
    return DatabaseSecurityEvents.create(knex);
  }

  it('lists them and nothing else, newest first, in pages', async () => {
    const events = await setUp();
    const first = await events.list({}, { limit: 2 });
    expect(first).toMatchObject({
      totalItems: 5,
      items: [
        { kind: 'token-guess', count: 40, address: '192.0.2.1' },
        { kind: 'forged-header', count: 1, address: '2001:db8::1' },
      ],
    });
    const second = await events.list(
      {},
      { limit: 10, cursor: first.nextCursor },
    );
    expect(second.nextCursor).toBeUndefined();
    expect(second.items).toMatchObject([
      { kind: 'foreign-certificate', route: 'registry', message: 'because' },
      { kind: 'bad-certificate', address: '192.0.2.10', environment: 'erp' },
      { kind: 'bad-certificate', count: 3, environment: 'shop' },
    ]);
    await expect(
      events.list({}, { limit: 1, cursor: 'nonsense' }),
    ).rejects.toThrow('cursor');
  });

  it.each([
    [{ kind: 'bad-certificate' } as const, 2],
    [{ environment: 'shop' }, 1],
    [{ address: '192.0.2.1' }, 3],
    [{ address: '192.0.2.' }, 4],
    [{ address: '2001:db8:' }, 1],
    [{ from: at('11:00:00') }, 2],
    [{ to: at('11:00:00') }, 3],
    [{ from: at('10:00:00'), to: at('10:30:00'), environment: 'erp' }, 1],
  ])('narrows them down by %j', async (filter, total) => {
    const events = await setUp();
    const { totalItems } = await events.list(filter, { limit: 1 });
    expect(totalItems).toBe(total);
  });

  it('takes nothing but an address for one', async () => {
    const events = await setUp();
    for (const address of ['%.', "1' or '1", 'shop']) {
      await expect(events.list({ address }, { limit: 1 })).rejects.toThrow(
        'address',
      );
    }
  });

  it('counts them by minutes, hours and days', async () => {
    const events = await setUp();
    expect(await events.counts({}, 'hour')).toEqual([
      { at: at('10:00:00'), kind: 'bad-certificate', count: 4 },
      { at: at('10:00:00'), kind: 'foreign-certificate', count: 1 },
      { at: at('11:00:00'), kind: 'forged-header', count: 1 },
      { at: at('12:00:00'), kind: 'token-guess', count: 40 },
    ]);
    expect(
      (await events.counts({ address: '192.0.2.1' }, 'minute')).map(
        count => count.at,
      ),
    ).toEqual(['10:00:00', '10:59:00', '12:30:00'].map(at));
    expect(await events.counts({ kind: 'token-guess' }, 'day')).toEqual([
      { at: at('00:00:00'), kind: 'token-guess', count: 40 },
    ]);
  });
});
