import { mockServices } from '@backstage/backend-test-utils';
import {
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
  type RemoteEnvironment,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { approvalObject, environmentObject } from '../__testUtils__/objects';
import { eventually, SYSTEM, useTestStore } from '../__testUtils__/testStore';
import type { Notice } from '../keeping';
import { CLEANUP_FINALIZER } from './EnvironmentCleanup';
import { EnvironmentKeeper } from './EnvironmentKeeper';

describe('EnvironmentKeeper', () => {
  const keepers: EnvironmentKeeper[] = [];

  afterEach(() => Promise.all(keepers.splice(0).map(each => each.close())));

  const { open } = useTestStore();
  const logger = mockServices.logger.mock();
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
