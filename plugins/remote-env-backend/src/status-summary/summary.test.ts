import type {
  ConnectionApproval,
  RemoteEnvironment,
  RemoteService,
} from '@remote-env/plugin-remote-env-common';
import { approvalObject, serviceObject } from '../__testUtils__/objects';
import { summarize, type SummarySource } from './summary';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const meta = (name: string) => ({
  name,
  namespace: 'n',
  uid: `uid-${name}`,
  resourceVersion: '1',
  generation: 3,
  creationTimestamp: '2026-11-21T00:00:00Z',
});

function environment(status?: RemoteEnvironment['status']): RemoteEnvironment {
  return {
    apiVersion: 'remote-env.dev/v1alpha1',
    kind: 'RemoteEnvironment',
    metadata: meta('shop'),
    spec: {},
    status,
  };
}

const approval: ConnectionApproval = {
  ...approvalObject({ name: 'shop', uid: 'uid-shop' }, 'approved'),
  metadata: meta('shop'),
};

function service(id: string): RemoteService {
  const made = serviceObject({ name: 'shop', uid: 'uid-shop' }, id, {
    api: {
      targetUrl: 'https://a.example',
      authentication: { type: 'oauth', tokenUrl: 'https://t.example' },
    },
  });
  return { ...made, metadata: meta(id) };
}

const NOBODY = { answering: 0, failing: 0, examples: [] };

const summary = (source: Partial<SummarySource>) =>
  summarize(
    {
      environment: environment(),
      services: [],
      serviceCount: 0,
      health: NOBODY,
      ...source,
    },
    NOW,
  );

describe('summarize', () => {
  it('says where a connection stands', () => {
    expect(summary({})).toEqual({
      observedGeneration: 3,
      serviceCount: 0,
      services: [],
      conditions: [
        {
          type: 'Approved',
          status: 'Unknown',
          reason: 'Pending',
          message:
            "waits for a ConnectionApproval 'shop' that names the uid uid-shop",
          observedGeneration: 3,
          lastTransitionTime: NOW.toISOString(),
        },
        {
          type: 'Valid',
          status: 'True',
          reason: 'Valid',
          message: '',
          observedGeneration: 3,
          lastTransitionTime: NOW.toISOString(),
        },
        {
          type: 'Connected',
          status: 'False',
          reason: 'NeverSeen',
          message: '',
          observedGeneration: 3,
          lastTransitionTime: NOW.toISOString(),
        },
        {
          type: 'Healthy',
          status: 'Unknown',
          reason: 'NeverCalled',
          message: '',
          observedGeneration: 3,
          lastTransitionTime: NOW.toISOString(),
        },
      ],
    });
    expect(summary({ approval }).conditions).toMatchObject([
      {
        type: 'Approved',
        status: 'True',
        reason: 'Approved',
        message: 'approved by user:default/admin',
      },
      { type: 'Valid', status: 'True' },
      { type: 'Connected', status: 'False' },
      { type: 'Healthy', status: 'Unknown' },
    ]);
  });

  it('says which fields of a request that was applied are wrong', () => {
    const wrong = environment();
    wrong.metadata.name = 'v1';
    wrong.spec = { owner: 'shop-team', labels: { '': 'x' } };
    const { conditions } = summary({ environment: wrong });
    expect(conditions?.find(({ type }) => type === 'Valid')).toMatchObject({
      status: 'False',
      reason: 'Invalid',
      message: expect.stringMatching(
        /metadata\.name: .*reserved.*; spec\.owner: must .*; spec\.labels: must /,
      ),
    });
  });

  it('says how many approvals there are when more are needed', () => {
    const first = structuredClone(approval);
    first.spec.verdict = 'requested';
    first.spec.approvals = [
      { by: 'user:default/admin', at: first.spec.decidedAt },
    ];
    first.spec.requiredApprovals = 2;
    expect(summary({ approval: first }).conditions?.[0]).toMatchObject({
      status: 'Unknown',
      reason: 'Pending',
      message: '1 of 2 approvals, the last by user:default/admin',
    });
  });

  it('says that an approval of another uid does not count', () => {
    const other = structuredClone(approval);
    other.spec.environment.uid = 'earlier';
    expect(summary({ approval: other }).conditions?.[0]).toMatchObject({
      type: 'Approved',
      status: 'Unknown',
      reason: 'Pending',
      message: expect.stringContaining(
        'its spec.environment.uid is earlier, not uid-shop',
      ),
    });
  });

  it('cuts the services and counts them all', () => {
    const services = Array.from({ length: 201 }, (_, i) => service(`s-${i}`));
    const status = summary({ services, serviceCount: 900 });
    expect(status.serviceCount).toBe(900);
    expect(status.services).toHaveLength(200);
    expect(status.services?.[0]).toEqual({
      id: 's-0',
      name: 'service-s-0',
      kinds: ['api'],
      targetUrl: 'https://a.example',
      tokenUrl: 'https://t.example',
    });
  });

  it('changes nothing when nothing happened, and keeps the conditions of others', () => {
    const foreign = {
      type: 'Audited',
      status: 'True',
      reason: 'Done',
      lastTransitionTime: '2026-11-21T11:00:00Z',
    } as const;
    const first = summary({
      environment: environment({ conditions: [foreign] }),
      approval,
      seenAt: new Date('2026-11-21T11:59:00.000Z'),
    });
    expect(first.conditions).toContainEqual(foreign);
    const later = summarize(
      {
        environment: environment(first),
        approval,
        services: [],
        serviceCount: 0,
        health: NOBODY,
        seenAt: new Date('2026-11-21T11:59:59.000Z'),
      },
      new Date('2026-11-21T13:00:00Z'),
    );
    expect(later).toEqual(first);
  });

  it('moves lastSeen by a minute or more', () => {
    const status = summary({
      environment: environment({ lastSeen: '2026-11-21T11:58:00.000Z' }),
      seenAt: new Date('2026-11-21T11:59:00.000Z'),
    });
    expect(status.lastSeen).toBe('2026-11-21T11:59:00.000Z');
  });

  it.each([
    [{ answering: 0, failing: 0, examples: [] }, 'Unknown', 'NeverCalled', ''],
    [{ answering: 3, failing: 0, examples: [] }, 'True', 'Answers', ''],
    [
      { answering: 3, failing: 1, examples: ['orders'] },
      'False',
      'CallsFail',
      '1 of 4 services that were called do not answer: orders',
    ],
    [
      { answering: 0, failing: 7, examples: ['a', 'b'] },
      'False',
      'CallsFail',
      '7 of 7 services that were called do not answer: a, b and 5 more',
    ],
  ])('with %j is healthy: %s', (health, status, reason, message) => {
    expect(summary({ health }).conditions).toContainEqual(
      expect.objectContaining({ type: 'Healthy', status, reason, message }),
    );
  });
});
