import {
  environmentApprovePermission,
  environmentDeletePermission,
  environmentUpdatePermission,
} from '@remote-env/plugin-remote-env-common';
import { screen, waitFor } from '@testing-library/react';
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
    await userEvent.click(
      await screen.findByRole('button', { name: 'More actions' }),
    );
    await userEvent.click(
      await screen.findByRole('menuitem', { name: 'Delete' }),
    );
    const name = await screen.findByRole('textbox', {
      name: 'Type shop to confirm',
    });
    expect(screen.getByText('One registered service')).toBeInTheDocument();
    const remove = screen.getByRole('button', { name: 'Delete' });
    await userEvent.type(name, 'sho');
    expect(remove).toBeDisabled();
    await userEvent.type(name, 'p');
    await userEvent.click(remove);
    await waitFor(() => expect(portal.asked(`DELETE ${BASE}`)).toHaveLength(1));
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
