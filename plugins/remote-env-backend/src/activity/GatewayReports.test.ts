import { randomUUID } from 'node:crypto';
import type { GatewayReportEntry } from '@remote-env/plugin-remote-env-node';
import type { ActivityEntry, ActivityLog } from './ActivityLog';
import { GatewayReports, type Sighting } from './GatewayReports';

function setUp() {
  const recorded: ActivityEntry[] = [];
  const sightings: Sighting[] = [];
  const activity: ActivityLog = {
    record: async (...entries) => {
      recorded.push(...entries);
    },
    list: async () => ({ items: [], totalItems: 0 }),
  };
  const reports = GatewayReports.create({
    activity,
    onSighting: sighting => sightings.push(sighting),
  });
  const take = (...entries: Partial<GatewayReportEntry>[]) =>
    reports.take({
      dropped: 0,
      entries: entries.map(entry => ({
        id: randomUUID(),
        at: '2026-11-21T10:00:00.000Z',
        action: 'service-called',
        outcome: 'success',
        environmentName: 'shop',
        environmentUid: 'u-1',
        count: 1,
        ...entry,
      })),
    });
  return { recorded, sightings, reports, take };
}

describe('GatewayReports', () => {
  it('enters a call at once and the calls of the next minute as one', async () => {
    const { recorded, reports, take } = setUp();
    await take({ serviceId: 's' }, { serviceId: 's', count: 4 });
    await take({ serviceId: 's', count: 5 }, { serviceId: 'other' });
    expect(recorded).toMatchObject([
      { serviceId: 's', details: {} },
      { serviceId: 'other' },
    ]);
    await reports.flush(Date.now() + 59_000);
    expect(recorded).toHaveLength(2);
    await reports.flush(Date.now() + 61_000);
    expect(recorded).toHaveLength(3);
    expect(recorded[2]).toMatchObject({
      action: 'service-called',
      serviceId: 's',
      details: { count: '9' },
    });
    await take({ serviceId: 's' });
    expect(recorded).toHaveLength(4);
  });

  it('enters every failure and refusal, with whom it was about', async () => {
    const { recorded, take } = setUp();
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
    expect(recorded).toHaveLength(3);
    expect(recorded[0]).toMatchObject({
      outcome: 'failure',
      message: 'no route',
      environment: { name: 'shop', uid: 'u-1' },
      at: new Date('2026-11-21T10:00:00.000Z'),
    });
    expect(recorded[2]).not.toHaveProperty('environment');
    expect(recorded[2]?.details).toEqual({ count: '7' });
  });

  it('takes uses of a connection as sightings, and only proven ones', async () => {
    const { recorded, sightings, take } = setUp();
    const actor = `certificate:${'b'.repeat(64)}`;
    await take(
      { action: 'connection-used', actor },
      { action: 'connection-used', actor, environmentUid: undefined },
      { action: 'connection-used', actor, outcome: 'refused' },
      { action: 'certificate-first-used', actor },
    );
    expect(sightings).toEqual(
      [1, 2].map(() => ({
        environment: { name: 'shop', uid: 'u-1' },
        fingerprint: 'b'.repeat(64),
        at: new Date('2026-11-21T10:00:00.000Z'),
      })),
    );
    expect(recorded.map(entry => entry.action)).toEqual([
      'certificate-first-used',
    ]);
  });
});
