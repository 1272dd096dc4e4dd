import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../__testUtils__/mockLogger';
import { approvalObject, environmentObject } from '../__testUtils__/objects';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import type { Notice } from '../keeping';
import { CLEANUP_FINALIZER } from './EnvironmentCleanup';
import { ConnectionDecisions } from './ConnectionDecisions';
import { EnvironmentKeeper } from './EnvironmentKeeper';

jest.setTimeout(60_000);

const RULES = { automaticGroups: [], twoAdmins: [{ stage: 'production' }] };

describe('EnvironmentKeeper', () => {
  const keepers: EnvironmentKeeper[] = [];

  afterEach(() => Promise.all(keepers.splice(0).map(each => each.close())));

  const { open } = useTestStore();
  const logger = mockLogger();
  const name = { namespace: SYSTEM, name: 'shop' };
  let notices: Notice[];
  let cleaned: RemoteEnvironment[];

  const keep = (store: ResourceStore) =>
    keepers.push(
      EnvironmentKeeper.start({
        store,
        namespace: SYSTEM,
        logger,
        settleMs: 5,
        decisions: ConnectionDecisions.create({
          store,
          namespace: SYSTEM,
          rules: RULES,
          logger,
        }),
        announce: async notice => {
          notices.push(notice);
        },
        cleanUp: async environment => {
          cleaned.push(environment);
        },
      }),
    );

  beforeEach(() => {
    notices = [];
    cleaned = [];
  });

  it('gives what was applied what requests through the portal have, once', async () => {
    const store = open();
    keep(open());
    keep(open());
    const made = await store.create(
      RemoteEnvironmentKind,
      environmentObject('shop'),
    );
    await eventually(async () =>
      expect(
        (
          await store.get(RemoteEnvironmentKind, name)
        )?.metadata.finalizers,
      ).toEqual([CLEANUP_FINALIZER]),
    );
    await store.create(
      ConnectionApprovalKind,
      approvalObject({ name: 'shop', uid: made.metadata.uid }, 'approved'),
    );
    await eventually(async () =>
      expect(
        (
          await store.get(ConnectionApprovalKind, name)
        )?.metadata,
      ).toMatchObject({
        labels: { 'remote-env.dev/environment': 'shop' },
        ownerReferences: [
          { kind: 'RemoteEnvironment', uid: made.metadata.uid },
        ],
      }),
    );
    expect(notices.map(({ reason }) => reason)).toEqual(['Accepted']);
  });

  describe('holds what was applied past the portal to the rules', () => {
    const approved = async (labels: Record<string, string>) => {
      const store = open();
      const { metadata } = await store.create(
        RemoteEnvironmentKind,
        environmentObject('shop', { labels }),
      );
      const environment = { name: 'shop', uid: metadata.uid };
      await store.create(
        ConnectionApprovalKind,
        approvalObject(environment, 'approved'),
      );
      return { store, environment };
    };
    const becomes = (store: ResourceStore, spec: object) =>
      eventually(async () =>
        expect(
          (await store.get(ConnectionApprovalKind, name))?.spec,
        ).toMatchObject(spec),
      );

    it('counts the approval of one as the first of two', async () => {
      const { store } = await approved({ stage: 'production' });
      keep(open());
      keep(open());
      await becomes(store, {
        verdict: 'requested',
        approvals: [{ by: 'user:default/admin' }],
        requiredApprovals: 2,
      });
      await eventually(() =>
        expect(notices.map(({ reason }) => reason).sort()).toEqual([
          'Accepted',
          'ApprovalPutRight',
        ]),
      );
      const kept = await store.get(RemoteEnvironmentKind, name);
      expect(kept?.status?.decisions).toMatchObject([
        { verdict: 'approved', given: 1, required: 2 },
      ]);
    });

    it('cuts off what is labelled as production afterwards', async () => {
      const { store } = await approved({ stage: 'dev' });
      keep(open());
      await becomes(store, { approvedLabels: { stage: 'dev' } });
      await eventually(async () => {
        const found = await store.get(RemoteEnvironmentKind, name);
        expect(found?.status?.decisions).toHaveLength(1);
        await store.update(RemoteEnvironmentKind, {
          ...found!,
          spec: { labels: { stage: 'production' } },
        });
      });
      await becomes(store, {
        verdict: 'suspended',
        decidedBy: 'remote-env:approval-rules',
        approvals: [{ by: 'user:default/admin' }],
      });
      await eventually(() =>
        expect(notices.at(-1)).toMatchObject({
          type: 'Warning',
          message: expect.stringContaining('and 1 did'),
        }),
      );
    });

    it('leaves retired what was retired, also when its approval is deleted', async () => {
      const { store, environment } = await approved({});
      keep(open());
      await becomes(store, { approvals: [{}] });
      const write = (verdict: 'retired' | 'approved') =>
        eventually(async () => {
          const found = await store.get(ConnectionApprovalKind, name);
          await store.update(ConnectionApprovalKind, {
            ...found!,
            spec: { ...found!.spec, verdict },
          });
        });
      await write('retired');
      await eventually(async () =>
        expect(
          (
            await store.get(RemoteEnvironmentKind, name)
          )?.status?.decisions?.at(-1),
        ).toMatchObject({ verdict: 'retired' }),
      );
      await write('approved');
      await becomes(store, { verdict: 'retired' });
      await store.delete(ConnectionApprovalKind, name);
      await becomes(store, { verdict: 'retired', environment });
    });
  });

  it('leaves an approval of another uid alone', async () => {
    const store = open();
    await store.create(RemoteEnvironmentKind, environmentObject('shop'));
    const other = await store.create(
      ConnectionApprovalKind,
      approvalObject({ name: 'shop', uid: 'earlier' }, 'approved'),
    );
    keep(open());
    await eventually(() => expect(notices).toHaveLength(1));
    expect(await store.get(ConnectionApprovalKind, name)).toEqual(other);
  });

  it('finishes deletions that nobody asked of the portal', async () => {
    const store = open();
    const draft = environmentObject('shop');
    await store.create(RemoteEnvironmentKind, {
      ...draft,
      metadata: { ...draft.metadata, finalizers: [CLEANUP_FINALIZER] },
    });
    keep(open());
    await store.delete(RemoteEnvironmentKind, name);
    await eventually(() => expect(cleaned).toHaveLength(1), 15_000);
    expect(notices).toEqual([]);
  }, 20_000);
});
