import { approvalsReadPermission } from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { WaitingApprovals } from '../WaitingApprovals';
import { ApprovalsPage } from './ApprovalsPage';

const LIST = 'GET /v1/approvals';
const BULK = 'POST /v1/approvals/decisions';

const request = (name: string, more: object = {}) => ({
  ...shop,
  name,
  uid: `uid-${name}`,
  displayName: undefined,
  state: 'requested',
  connected: false,
  approvals: [],
  requiredApprovals: 1,
  ...more,
});
const TWO = [
  request('crm'),
  request('erp', {
    labels: { stage: 'production' },
    approvals: [{ by: 'user:default/ann', at: '2026-11-21T11:00:00Z' }],
    requiredApprovals: 2,
  }),
];

describe('ApprovalsPage', () => {
  it('lists what waits, with what was given of how much', async () => {
    const portal = TestPortal.create({ [LIST]: page(TWO) });
    renderInPortal(<ApprovalsPage />, { portal });
    const erp = await screen.findByRole('row', { name: /erp/ });
    expect(within(erp).getByText('1 of 2')).toBeInTheDocument();
    expect(within(erp).getByText(/stage: production/)).toBeInTheDocument();
    expect(within(erp).getByRole('link', { name: /erp/ })).toHaveAttribute(
      'href',
      '/remote-env/environments/erp',
    );
    // Ann, who reads this, has approved it already.
    await waitFor(() =>
      expect(
        screen.getByRole('button', { name: 'Approve erp' }),
      ).toBeDisabled(),
    );
    expect(screen.getByRole('button', { name: 'Approve crm' })).toBeEnabled();
    expect(portal.asked(LIST)[0]?.query.get('state')).toBe('waiting');
  });

  it('approves one, and says when another one has to', async () => {
    const portal = TestPortal.create({
      [LIST]: page([request('prod', { requiredApprovals: 2 })]),
      'PUT /v1/environments/prod/decision': {
        body: { ...TWO[1], name: 'prod' },
      },
    });
    const { toasts } = renderInPortal(<ApprovalsPage />, { portal });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Approve prod' }),
    );
    await waitFor(() =>
      expect(toasts.post).toHaveBeenCalledWith(
        expect.objectContaining({ title: 'prod has 1 of 2 approvals' }),
      ),
    );
  });

  it('rejects one with a reason only', async () => {
    const portal = TestPortal.create({
      [LIST]: page(TWO),
      'PUT /v1/environments/crm/decision': {
        body: request('crm', { state: 'rejected' }),
      },
    });
    renderInPortal(<ApprovalsPage />, { portal });
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reject crm' }),
    );
    const dialog = await screen.findByRole('dialog');
    const confirm = within(dialog).getByRole('button', { name: 'Reject' });
    expect(confirm).toBeDisabled();
    await userEvent.type(within(dialog).getByRole('textbox'), 'no owner');
    await userEvent.click(confirm);
    await waitFor(() =>
      expect(portal.asked('PUT /v1/environments/crm/decision')[0]?.body).toBe(
        JSON.stringify({ verdict: 'rejected', reason: 'no owner' }),
      ),
    );
  });

  it('decides on several, and names those that failed', async () => {
    const portal = TestPortal.create({
      [LIST]: page(TWO),
      [BULK]: {
        body: {
          items: [
            { name: 'crm', environment: request('crm', { state: 'approved' }) },
            {
              name: 'erp',
              error: {
                status: 409,
                name: 'ConflictError',
                message: 'you have approved it already',
              },
            },
          ],
        },
      },
    });
    renderInPortal(<ApprovalsPage />, { portal });
    await screen.findByRole('row', { name: /erp/ });
    const approve = screen.getByRole('button', { name: 'Approve selected' });
    expect(approve).toBeDisabled();
    for (const box of screen.getAllByRole('checkbox').slice(1)) {
      await userEvent.click(box);
    }
    expect(screen.getByText('2 selected')).toBeInTheDocument();
    await userEvent.click(approve);
    expect(await screen.findByText('1 of 2 decided')).toBeInTheDocument();
    expect(screen.getByRole('alert')).toHaveTextContent(
      'erp: you have approved it already',
    );
    expect(portal.asked(BULK)[0]?.body).toBe(
      JSON.stringify({ names: ['crm', 'erp'], verdict: 'approved' }),
    );
    expect(approve).toBeDisabled();
  });

  it('filters on the server', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) => page(query.get('label') ? [] : TWO),
    });
    renderInPortal(<ApprovalsPage />, { portal });
    await screen.findByRole('row', { name: /erp/ });
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Label' }),
      'stage=dev',
    );
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    expect(portal.requests.at(-1)?.query.get('label')).toBe('stage=dev');
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByRole('row', { name: /erp/ })).toBeInTheDocument();
  });

  it('shows what was decided, without anything to select', async () => {
    const portal = TestPortal.create({
      [LIST]: page([
        request('old', {
          state: 'retired',
          decision: {
            verdict: 'retired',
            by: 'user:default/ann',
            at: '2026-11-21T11:00:00Z',
          },
        }),
      ]),
    });
    renderInPortal(<ApprovalsPage />, {
      portal,
      mountPath: '/approvals',
      at: '/approvals?state=retired',
    });
    const row = await screen.findByRole('row', { name: /old/ });
    expect(within(row).getByText('Retired')).toBeInTheDocument();
    expect(screen.queryByRole('checkbox')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Approve/ })).toBeNull();
    expect(portal.asked(LIST)[0]?.query.get('state')).toBe('retired');
  });

  it('says that nothing waits, and what the portal says when it fails', async () => {
    const portal = TestPortal.create({
      [LIST]: problem(503, 'ServiceUnavailableError', 'The store is away'),
    });
    renderInPortal(<ApprovalsPage />, { portal });
    expect(await screen.findByText('The store is away')).toBeInTheDocument();
    portal.on(LIST, page([]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Nothing waits for approval'),
    ).toBeInTheDocument();
  });
});

describe('WaitingApprovals', () => {
  const element = (
    <WaitingApprovals>
      {({ title, href, count, label }) => (
        <a href={href} aria-label={label}>
          {title} {count}
        </a>
      )}
    </WaitingApprovals>
  );

  it('tells an app how many wait', async () => {
    const portal = TestPortal.create({ [LIST]: page(TWO) });
    renderInPortal(element, { portal });
    const link = await screen.findByRole('link', {
      name: '2 requests wait for approval',
    });
    expect(link).toHaveAttribute('href', '/remote-env/approvals');
    expect(link).toHaveTextContent('Approvals 2');
  });

  it('is nothing for those who may not approve, and asks for nothing', async () => {
    const portal = TestPortal.create({ [LIST]: page(TWO) });
    const { asked } = renderInPortal(element, {
      portal,
      denied: [approvalsReadPermission.name],
    });
    await waitFor(() => expect(asked).not.toHaveLength(0));
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
    expect(portal.requests).toEqual([]);
  });
});
