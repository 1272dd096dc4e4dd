import {
  RemoteServiceManifestKind,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  StoreUnavailableError,
} from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../__testUtils__/mockLogger';
import { serviceObject } from '../__testUtils__/objects';
import {
  createEnvironment,
  eventually,
  NAMESPACE,
  newStores,
} from '../__testUtils__/registryHarness';
import { callStatus, together, type Evidence } from './callStatus';
import { ServiceCalls } from './ServiceCalls';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
/** Seconds after noon. */
const at = (seconds: number) => new Date(NOON + seconds * 1000);
const text = (seconds: number) => at(seconds).toISOString();

describe('callStatus', () => {
  const metadata = {
    name: 's',
    namespace: NAMESPACE,
    uid: 'u',
    resourceVersion: '1',
    generation: 2,
    creationTimestamp: text(0),
  };
  const statusOf = (evidence: Evidence, status?: RemoteService['status']) =>
    callStatus({ metadata, status }, evidence, at(500));
  const health = (evidence: Evidence, status?: RemoteService['status']) =>
    statusOf(evidence, status).conditions?.map(
      ({ type, status: truth, reason, message }) =>
        `${type} ${truth} ${reason} ${message}`,
    );

  it('is well with the first answer, and says when it was', () => {
    expect(statusOf({ calledAt: at(1), answeredAt: at(1) })).toEqual({
      lastCall: text(1),
      lastAnswered: text(1),
      conditions: [
        {
          type: 'Healthy',
          status: 'True',
          reason: 'Answers',
          message: '',
          observedGeneration: 2,
          lastTransitionTime: text(500),
        },
      ],
    });
  });

  it('is not with a failure when nothing was ever answered', () => {
    const failed = { at: at(1), message: 'answered 503' };
    expect(health({ calledAt: at(1), failed })).toEqual([
      'Healthy False CallsFail answered 503',
    ]);
  });

  it.each([
    ['at the same time', 100, 100, 'True'],
    ['before an answer', 90, 100, 'True'],
    ['two minutes after an answer', 220, 100, 'True'],
    ['more than two minutes after the last answer', 221, 100, 'False'],
  ])('judges a failure %s', (_, failedAt, answeredAt, truth) => {
    const failed = { at: at(failedAt), message: 'x' };
    const calledAt = at(Math.max(failedAt, answeredAt));
    const alike = [
      health({ calledAt, failed, answeredAt: at(answeredAt) }),
      // Another portal heard of the answer.
      health({ calledAt, failed }, { lastAnswered: text(answeredAt) }),
    ];
    for (const conditions of alike) {
      expect(conditions).toEqual([expect.stringContaining(`Healthy ${truth}`)]);
    }
  });

  it('writes times once a minute, keeps what others say, and is equal when nothing is new', () => {
    const ready = {
      type: 'Ready',
      status: 'True',
      reason: 'Registered',
      lastTransitionTime: text(0),
    } as const;
    const first = statusOf(
      { calledAt: at(10), answeredAt: at(10) },
      { observedGeneration: 1, conditions: [ready] },
    );
    expect(first).toMatchObject({ observedGeneration: 1 });
    expect(first.conditions).toContainEqual(ready);
    expect(statusOf({ calledAt: at(69), answeredAt: at(69) }, first)).toEqual(
      first,
    );
    expect(
      statusOf({ calledAt: at(70), answeredAt: at(70) }, first),
    ).toMatchObject({ lastCall: text(70), lastAnswered: text(70) });
  });

  it('takes the latest of two pieces of evidence, in either order', () => {
    const one = {
      calledAt: at(5),
      answeredAt: at(1),
      failed: { at: at(5), message: 'late' },
    };
    const other = {
      calledAt: at(4),
      answeredAt: at(4),
      failed: { at: at(3), message: 'early' },
    };
    const both = { ...one, answeredAt: at(4) };
    expect(together(one, other)).toEqual(both);
    expect(together(other, one)).toEqual(both);
    const call = { calledAt: at(2) };
    expect(together(call, { calledAt: at(1) })).toEqual(call);
  });
});

describe('ServiceCalls', () => {
  it('writes what calls say once the store is there, also when somebody else writes at the same time, and nothing of services that went', async () => {
    const { dispose, resources } = await newStores();
    const shop = await createEnvironment(resources, 'shop');
    const draft = serviceObject(shop, '6b0f3c1e-6d0c-4a5e-9b53-0d3c1a6f2a11');
    const { name } = draft.metadata;
    await resources.create(RemoteServiceManifestKind, draft);
    const update = jest
      .spyOn(resources, 'updateStatus')
      .mockRejectedValueOnce(new StoreUnavailableError('it starts again'))
      .mockRejectedValueOnce(new StoreUnavailableError('it starts again'))
      .mockRejectedValueOnce(new ResourceConflictError('meanwhile'));
    const logger = mockLogger();
    const calls = ServiceCalls.create({
      store: resources,
      namespace: NAMESPACE,
      logger,
    });
    const call = { answered: true, message: '', at: at(1) };
    calls.note({ ...call, serviceId: 'gone' });
    calls.note({ ...call, serviceId: name });
    calls.note({ ...call, serviceId: name, at: at(2) });
    const service = await eventually(
      () =>
        resources.get(RemoteServiceManifestKind, {
          namespace: NAMESPACE,
          name,
        }),
      found => found?.status?.lastCall !== undefined,
    );
    expect(service?.status).toMatchObject({
      lastCall: text(2),
      conditions: [{ type: 'Healthy', status: 'True' }],
    });
    expect(update).toHaveBeenCalledTimes(4);
    expect(logger.warn.mock.calls).toEqual([
      ['What calls say about services waits for the store: it starts again'],
    ]);
    await calls.stop();
    await dispose();
  });
});
