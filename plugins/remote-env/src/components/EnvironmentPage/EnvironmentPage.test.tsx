import {
  environmentApprovePermission,
  environmentDeletePermission,
  environmentUpdatePermission,
} from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Environment } from '../../apis';
import {
  ordersSummary,
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { EnvironmentPage } from './EnvironmentPage';

const BASE = '/v1/environments/shop';
const DECISION = `PUT ${BASE}/decision`;

function show(
  environment: Environment,
  options: { denied?: string[]; tab?: string; portal?: TestPortal } = {},
) {
  const portal =
    options.portal ??
    TestPortal.create({
      [`GET ${BASE}`]: { body: environment },
      [`GET ${BASE}/services`]: page([ordersSummary]),
      [`GET ${BASE}/activity`]: page([
        {
          id: '1',
          at: '2026-11-21T11:00:00Z',
          action: 'certificate-revoke',
          outcome: 'refused',
          actor: 'user:default/ann',
          message: 'Not an owner',
        },
      ]),
      [DECISION]: { body: { ...environment, state: 'approved' } },
      [`DELETE ${BASE}`]: { status: 204 },
    });
  const view = renderInPortal(<EnvironmentPage />, {
    portal,
    denied: options.denied,
    mountPath: '/remote-env/environments/:name/*',
    at: `/remote-env/environments/shop/${options.tab ?? ''}`,
  });
  return { ...view, portal };
}

describe('EnvironmentPage', () => {
  it.each([
    ['approved', 1],
    ['suspended', 0],
  ] as const)(
    'says that calls fail while it is %s: %i',
    async (state, times) => {
      const callsFail =
        '1 of 4 services that were called do not answer: orders';
      show({ ...shop, state, callsFail });
      await screen.findByRole('heading', { name: 'Online shop' });
      expect(screen.queryAllByText(callsFail)).toHaveLength(times);
    },
  );

  it('begins with the services of the environment', async () => {
    show(shop);
    expect(
      await screen.findByRole('heading', { name: 'Online shop' }),
    ).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: /Orders/ })).toHaveAttribute(
      'href',
      `/remote-env/environments/shop/services/${ordersSummary.id}`,
    );
    expect(screen.getByText('region: eu')).toBeInTheDocument();
  });

  it('lets admins approve a request, and asks the policy about this very environment', async () => {
    const { portal, asked } = show({
      ...shop,
      state: 'requested',
      connected: false,
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve' }),
    );
    await waitFor(() =>
      expect(
        portal.asked(DECISION).map(({ body }) => JSON.parse(body)),
      ).toEqual([{ verdict: 'approved' }]),
    );
    expect(asked).toContainEqual({
      name: environmentApprovePermission.name,
      resourceRef: 'shop',
    });
  });

  it('rejects only with a reason', async () => {
    const { portal } = show({ ...shop, state: 'requested', connected: false });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject' }),
    );
    const reason = await screen.findByRole('textbox', { name: 'Reason' });
    const reject = screen.getByRole('button', { name: 'Reject' });
    expect(reject).toBeDisabled();
    await userEvent.type(reason, 'Use the shop');
    await userEvent.click(reject);
    await waitFor(() =>
      expect(
        portal.asked(DECISION).map(({ body }) => JSON.parse(body)),
      ).toEqual([{ verdict: 'rejected', reason: 'Use the shop' }]),
    );
  });

  it('tells everybody else that the request waits, without any button', async () => {
    show(
      { ...shop, state: 'requested', connected: false },
      {
        denied: [
          environmentApprovePermission.name,
          environmentUpdatePermission.name,
          environmentDeletePermission.name,
        ],
      },
    );
    expect(
      await screen.findByText(/An admin has to approve this request/),
    ).toBeInTheDocument();
    for (const name of ['Approve', 'Reject', 'More actions']) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });

  it('shows who suspended it and why, and resumes it', async () => {
    const { portal } = show({
      ...shop,
      state: 'suspended',
      decision: {
        verdict: 'suspended',
        by: 'user:default/admin',
        at: '2026-11-21T10:00:00Z',
        reason: 'Keys leaked',
      },
    });
    expect(await screen.findByText('Suspended by admin')).toBeInTheDocument();
    expect(screen.getByText(/Keys leaked/)).toBeInTheDocument();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Resume' }),
    );
    await waitFor(() => expect(portal.asked(DECISION)).toHaveLength(1));
  });

  it('deletes only once the name was typed', async () => {
    const { portal } = show(shop);
    portal.on(`GET ${BASE}/belongings`, {
      body: { services: 1, certificates: 2, bindings: 3, subscriptions: 0 },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Delete' }),
    );
    const name = await screen.findByRole('textbox', {
      name: 'Type shop to confirm',
    });
    const list = await screen.findByRole('list', { name: 'What goes with it' });
    expect(
      within(list)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['One registered service', '2 valid certificates', '3 bindings']);
    const remove = screen.getByRole('button', { name: 'Delete' });
    await userEvent.type(name, 'sho');
    expect(remove).toBeDisabled();
    await userEvent.type(name, 'p');
    await userEvent.click(remove);
    await waitFor(() => expect(portal.asked(`DELETE ${BASE}`)).toHaveLength(1));
  });

  it('retires with a reason only, for good', async () => {
    const { portal } = show(shop);
    portal.on(DECISION, { body: { ...shop, state: 'retired' } });
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Retire' }),
    );
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: 'Retire' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByRole('textbox'), 'sold');
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(portal.asked(DECISION)[0]?.body).toBe(
        JSON.stringify({ verdict: 'retired', reason: 'sold' }),
      ),
    );
  });

  it('says who approved when more have to, and offers it to others only', async () => {
    show({
      ...shop,
      state: 'requested',
      connected: false,
      approvals: [{ by: 'user:default/ann', at: '2026-11-21T11:00:00Z' }],
      requiredApprovals: 2,
    });
    expect(
      await screen.findByText(/1 of 2 approvals. You approved it./),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Approve' })).toBeDisabled();
  });

  it('shows every decision', async () => {
    show(
      {
        ...shop,
        decisions: [
          {
            verdict: 'suspended',
            by: 'remote-env:approval-rules',
            at: '2026-11-21T11:00:00Z',
            reason: 'labels were changed',
          },
          {
            verdict: 'approved',
            by: 'user:default/ann',
            at: '2026-11-20T11:00:00Z',
            given: 1,
            required: 2,
          },
        ],
      },
      { tab: 'activity' },
    );
    const list = await screen.findByRole('list', {
      name: 'Decisions, newest first',
    });
    const [last, first] = within(list).getAllByRole('listitem');
    expect(last).toHaveTextContent(/Suspended.*labels were changed.*rules/);
    expect(first).toHaveTextContent(/Approved.*1 of 2 approvals.*ann/);
  });

  it('shows what happened', async () => {
    show(shop, { tab: 'activity' });
    expect(await screen.findByText('Certificate revoked')).toBeInTheDocument();
    expect(screen.getByText('Not an owner')).toBeInTheDocument();
    expect(screen.getByText('Refused')).toBeInTheDocument();
  });

  it('says that there is none, without a way to try again', async () => {
    show(shop, {
      portal: TestPortal.create({
        [`GET ${BASE}`]: problem(404, 'NotFoundError', 'no'),
      }),
    });
    expect(
      await screen.findByText('There is no remote environment "shop"'),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });
});
