import type { RemoteEnvironment } from '@remote-env/plugin-remote-env-common';
import { mockLogger } from '../__testUtils__/mockLogger';
import { environmentObject } from '../__testUtils__/objects';
import {
  approvalGivenNotices,
  decidedNotice,
  requestedNotice,
} from './connectionNotices';
import { Notices } from './Notices';

const ADMINS = ['group:default/admins'];
const ADA = 'user:default/ada';
const BOB = 'user:default/bob';

const stored = (name: string, spec: RemoteEnvironment['spec'] = {}) => {
  const { metadata, ...rest } = environmentObject(name, spec);
  return {
    ...rest,
    metadata: {
      ...metadata,
      uid: `uid of ${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
  };
};

describe('notices of connections', () => {
  const environment = stored('shop', {
    displayName: 'The shop',
    description: 'Sells things',
    owner: 'group:default/shop-team',
    requestedBy: ADA,
  });

  it('tell those who decide of a request', () => {
    expect(requestedNotice(environment, { admins: ADMINS, by: ADA })).toEqual({
      to: ADMINS,
      except: ADA,
      title: 'The shop asks to be connected',
      description: 'Sells things',
      link: '/remote-env/environments/shop',
      severity: 'normal',
      scope: `remote-env:requested:${environment.metadata.uid}`,
    });
  });

  it.each([
    ['approved', 'The shop may be connected', 'Its owner can fetch'],
    ['rejected', 'The shop was not approved', 'No reason was given.'],
    ['suspended', 'The shop is suspended', 'Calls and events are refused'],
    ['retired', 'The shop is retired', 'refused for good'],
  ] as const)('tell who asked and who owns it: %s', (verdict, title, text) => {
    const told = decidedNotice(environment, { verdict, by: BOB });
    expect(told).toMatchObject({
      to: [ADA, 'group:default/shop-team'],
      except: BOB,
      title,
      description: expect.stringContaining(text),
    });
    expect(
      decidedNotice(environment, { verdict, by: BOB, reason: 'audit' }),
    ).toMatchObject({ description: 'audit' });
  });

  it('tell who asked of the first approval, and the other admins that it takes one more', () => {
    const told = approvalGivenNotices(environment, {
      given: 1,
      required: 2,
      admins: ADMINS,
      by: BOB,
    });
    expect(told).toMatchObject([
      { to: [ADA, 'group:default/shop-team'], except: BOB },
      { to: ADMINS, except: BOB, description: expect.stringContaining(BOB) },
    ]);
    expect(told.map(({ title }) => title)).toEqual([
      'The shop has 1 of 2 approvals',
      'The shop has 1 of 2 approvals',
    ]);
  });

  it('tell nobody twice', () => {
    const own = stored('erp', { owner: ADA, requestedBy: ADA });
    const told = decidedNotice(own, { verdict: 'approved', by: BOB });
    expect(told).toMatchObject({ to: [ADA], title: 'erp may be connected' });
  });
});

describe('Notices', () => {
  const notice = requestedNotice(stored('shop'), {
    admins: ADMINS,
    by: ADA,
  });

  it('go to entities, but not to whoever did it', async () => {
    const send = jest.fn();
    const notices = Notices.create({
      notifications: { send },
      logger: mockLogger(),
    });
    expect(await notices.send(notice)).toBe(true);
    expect(send).toHaveBeenCalledWith({
      recipients: {
        type: 'entity',
        entityRef: ADMINS,
        excludeEntityRef: ADA,
      },
      payload: expect.objectContaining({
        title: 'shop asks to be connected',
        topic: 'remote-env',
      }),
    });
    await notices.send({ ...notice, to: [] });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('that cannot be sent are one line in the log', async () => {
    const logger = mockLogger();
    const notices = Notices.create({
      notifications: {
        send: async () => {
          throw new Error('no such plugin');
        },
      },
      logger,
    });
    expect(await notices.send(notice)).toBe(false);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('no such plugin'),
    );
  });
});
