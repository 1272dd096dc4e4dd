import {
  connectionState,
  ConnectionApprovalKind,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import { mockLogger } from '../__testUtils__/mockLogger';
import { SYSTEM, useTestStore } from '../__testUtils__/testStore';
import { Connections } from './Connections';

const ANN = 'user:default/ann';
const BOB = 'user:default/bob';
const PRODUCTION = { stage: 'production' };
const NAMED = { namespace: SYSTEM, name: 'shop' };

jest.setTimeout(60_000);

/** Two portals on one store decide at the same time. */
describe('decisions of two portals', () => {
  const { open } = useTestStore();

  const portalOn = (store: ResourceStore) =>
    Connections.create({
      store,
      namespace: SYSTEM,
      cleanUp: async () => {},
      rules: { automaticGroups: [], twoAdmins: [PRODUCTION] },
      logger: mockLogger(),
    });

  async function twoPortals() {
    const store = open();
    const [first, second] = [portalOn(store), portalOn(open())];
    await first.request({ name: 'shop', labels: PRODUCTION }, ANN);
    const found = async () => {
      const { environment, approval } = await first.get('shop');
      return {
        state: connectionState(environment, approval),
        approvals: approval?.spec.approvals?.map(({ by }) => by).sort(),
        told: environment.status?.decisions
          ?.map(({ verdict, by }) => `${verdict} ${by}`)
          .sort(),
      };
    };
    return { store, first, second, found };
  }

  it('count both of two admins', async () => {
    const { first, second, found } = await twoPortals();
    await Promise.all([
      first.decide('shop', { verdict: 'approved' }, ANN),
      second.decide('shop', { verdict: 'approved' }, BOB),
    ]);
    expect(await found()).toEqual({
      state: 'approved',
      approvals: [ANN, BOB],
      told: [`approved ${ANN}`, `approved ${BOB}`],
    });
  });

  it('count one admin once', async () => {
    const { first, second, found } = await twoPortals();
    const outcomes = await Promise.allSettled([
      first.decide('shop', { verdict: 'approved' }, ANN),
      second.decide('shop', { verdict: 'approved' }, ANN),
      first.decide('shop', { verdict: 'approved' }, ANN),
    ]);
    expect(
      outcomes.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(1);
    expect(await found()).toEqual({
      state: 'requested',
      approvals: [ANN],
      told: [`approved ${ANN}`],
    });
  });

  it('end with what came last, and both stand in the history', async () => {
    const { first, second, found } = await twoPortals();
    await first.decide('shop', { verdict: 'approved' }, ANN);
    const [approved, rejected] = await Promise.allSettled([
      first.decide('shop', { verdict: 'approved' }, BOB),
      second.decide('shop', { verdict: 'rejected', reason: 'no' }, ANN),
    ]);
    const { state, told = [] } = await found();
    const isRejected = told.includes(`rejected ${ANN}`);
    // What is approved cannot be rejected, and after a rejection an approval is the first of two.
    expect({
      state,
      approved: approved.status,
      rejected: rejected.status,
    }).toEqual({
      state: isRejected ? 'requested' : 'approved',
      approved: 'fulfilled',
      rejected: isRejected ? 'fulfilled' : 'rejected',
    });
    expect(told).toContain(`approved ${BOB}`);
  });

  it('leave out nothing that a portal had no time to record', async () => {
    const { store, first, second, found } = await twoPortals();
    await first.decide('shop', { verdict: 'approved' }, ANN);
    const environment = await store.get(RemoteEnvironmentKind, NAMED);
    if (environment) {
      await store.updateStatus(RemoteEnvironmentKind, {
        ...environment,
        status: {},
      });
    }
    await second.decide('shop', { verdict: 'rejected', reason: 'no' }, BOB);
    expect((await found()).told).toEqual([
      `approved ${ANN}`,
      `rejected ${BOB}`,
    ]);
    const approval = await store.get(ConnectionApprovalKind, NAMED);
    expect(approval?.spec).toMatchObject({
      verdict: 'rejected',
      approvals: [],
    });
  });
});
