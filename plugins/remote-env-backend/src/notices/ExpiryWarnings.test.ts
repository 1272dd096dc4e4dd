import type { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import {
  API_VERSION,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { mockLogger } from '../__testUtils__/mockLogger';
import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { EndingConnections } from '../index-projection';
import { ExpiryWarnings } from './ExpiryWarnings';
import { Notices } from './Notices';

const CREATED = '2026-01-01T00:00:00.000Z';
const END = '2026-06-30T12:00:00.000Z';
const ADMINS = ['group:default/admins'];

const before = (days: number) =>
  new Date(Date.parse(END) - days * 24 * 3600 * 1000);

describe.each(PORTAL_DATABASES)('warnings of ends on %s', kind => {
  const databases = usePortalDatabases(kind);
  let portals: Knex[];
  let told: NotificationSendOptions[];
  let away: boolean;

  beforeEach(async () => {
    const database = await databases.create();
    portals = [await database.open(), database.connect()];
    told = [];
    away = false;
  });

  const row = (name: string, document: object) => ({
    object_name: name,
    uid: `uid of ${name}`,
    created_at: CREATED,
    version: '1/1',
    document: JSON.stringify(document),
  });

  async function environment(
    name: string,
    spec: RemoteEnvironment['spec'],
    more: { verdict?: string; deleting?: boolean } = {},
  ) {
    const [knex] = portals;
    await knex?.('index_environments').insert({
      ...row(name, {
        apiVersion: API_VERSION,
        kind: 'RemoteEnvironment',
        metadata: {
          namespace: 'remote-env-system',
          name,
          uid: `uid of ${name}`,
          resourceVersion: '1',
          creationTimestamp: CREATED,
        },
        spec,
      }),
      sort_key: name,
      deleting: more.deleting ?? false,
      search: name,
    });
    await knex?.('index_approvals').insert({
      ...row(name, {}),
      environment: name,
      environment_uid: `uid of ${name}`,
      verdict: more.verdict ?? 'approved',
    });
  }

  async function certificate(name: string, of: string, more: object = {}) {
    await portals[0]?.('index_certificates').insert({
      ...row(name, {}),
      environment: of,
      environment_uid: `uid of ${of}`,
      not_before: CREATED,
      not_after: END,
      ...more,
    });
  }

  const give = async (now: Date, portal = 0) => {
    const knex = portals[portal];
    if (knex) {
      await ExpiryWarnings.create({
        knex,
        ending: EndingConnections.create(knex),
        admins: ADMINS,
        notices: Notices.create({
          logger: mockLogger(),
          notifications: {
            send: async notification => {
              if (away) {
                throw new Error('away');
              }
              told.push(notification);
            },
          },
        }),
      }).give(now);
    }
    return told.map(({ payload }) => payload.title);
  };

  it('are given 30, 7 and 1 days before, each once, by all portals together', async () => {
    await environment('shop', {
      displayName: 'The shop',
      owner: 'group:default/shop-team',
    });
    await certificate('c1', 'shop');
    expect(await give(before(31))).toEqual([]);
    await Promise.all([
      give(before(29), 0),
      give(before(29), 1),
      give(before(28), 0),
    ]);
    const within = (time: string) =>
      `The connection of The shop ends within ${time}`;
    expect(await give(before(8))).toEqual([within('30 days')]);
    expect(await give(before(7), 1)).toEqual([
      within('30 days'),
      within('7 days'),
    ]);
    await give(before(0.5));
    await give(before(0.2), 1);
    expect(await give(before(-1))).toEqual([
      within('30 days'),
      within('7 days'),
      within('a day'),
    ]);
    expect(told.at(-1)).toMatchObject({
      recipients: { entityRef: ['group:default/shop-team'] },
      payload: {
        severity: 'critical',
        description: expect.stringContaining(END),
        link: '/remote-env/environments/shop/connection',
      },
    });
    expect(await portals[0]?.('expiry_notices')).toEqual([]);
  });

  it('are for connections that really end', async () => {
    for (const name of ['renewed', 'revoked', 'going', 'other']) {
      await environment(name, {}, { deleting: name === 'going' });
      await certificate(name, name);
    }
    await environment('suspended', {}, { verdict: 'suspended' });
    await certificate('suspended', 'suspended');
    await environment('never', {});
    await certificate('later', 'renewed', {
      not_after: '2026-09-30T12:00:00.000Z',
    });
    await certificate('last', 'revoked', {
      not_after: '2026-12-30T12:00:00.000Z',
      revoked_at: CREATED,
    });
    await certificate('former', 'other', {
      environment_uid: 'uid of another before',
      not_after: '2026-12-30T12:00:00.000Z',
    });
    const titles = await give(before(5));
    expect(titles.map(title => title.split(' ')[3]).sort()).toEqual([
      'other',
      'revoked',
    ]);
  });

  it('reach whoever asked, or else those who decide', async () => {
    await environment('asked', { requestedBy: 'user:default/ada' });
    await environment('nobodys', {});
    await certificate('c1', 'asked');
    await certificate('c2', 'nobodys');
    await give(before(3));
    expect(told.map(({ recipients }) => recipients)).toMatchObject([
      { entityRef: ['user:default/ada'] },
      { entityRef: ADMINS },
    ]);
  });

  it('are given later when they could not be', async () => {
    await environment('shop', {});
    await certificate('c1', 'shop');
    away = true;
    expect(await give(before(3))).toEqual([]);
    away = false;
    expect(await give(before(3), 1)).toHaveLength(1);
  });
});
