import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { problem, renderInPortal, shop, TestPortal } from '../../__testUtils__';
import { ActivityList } from './ActivityList';

const LIST = 'GET /v1/environments/shop/activity';
const FINGERPRINT = 'ab'.repeat(32);

const revoked = {
  id: '2',
  at: '2026-11-21T12:00:00Z',
  action: 'certificate-revoke',
  outcome: 'success',
  actor: 'user:default/ann',
  message: 'Lost laptop',
  details: { fingerprint: FINGERPRINT, code: 'keyCompromise' },
};
const refused = {
  id: '1',
  at: '2026-11-21T11:00:00Z',
  action: 'edge-refused',
  outcome: 'refused',
  actor: `certificate:${FINGERPRINT}`,
  message: 'certificate is revoked',
  details: { ip: '192.0.2.7', count: '12', weather: 'fine' },
};

function render(portal: TestPortal) {
  renderInPortal(<ActivityList environment={shop} pageSize={10} />, { portal });
}

describe('ActivityList', () => {
  it('reads by people, and shows older entries below', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) => ({
        body: query.get('cursor')
          ? { items: [refused], totalItems: 2 }
          : { items: [revoked], totalItems: 2, nextCursor: 'older' },
      }),
    });
    render(portal);
    const list = within(await screen.findByRole('list', { name: /^Activity/ }));
    expect(list.getByText('Certificate revoked')).toBeInTheDocument();
    expect(
      list.getByText('reason: Somebody else may have the key'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show older' }));
    expect(await list.findByText('from 192.0.2.7')).toBeInTheDocument();
    expect(list.getByText('12 times')).toBeInTheDocument();
    expect(list.getByText('weather: fine')).toBeInTheDocument();
    expect(list.getByText('Certificate revoked')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Show older' }),
    ).not.toBeInTheDocument();
  });

  it('shows one kind only, and says when there is nothing of it', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) => ({
        body: {
          items: query.get('kind') === 'refusals' ? [] : [revoked],
          totalItems: 1,
        },
      }),
    });
    render(portal);
    await screen.findByText('Certificate revoked');
    await userEvent.click(screen.getByRole('button', { name: /Show/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Refusals only' }),
    );
    expect(
      await screen.findByText('Nothing of this kind has happened.'),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(portal.asked(LIST).at(-1)?.query.get('kind')).toBe('refusals'),
    );
  });

  it('says why it could not be read', async () => {
    render(TestPortal.create({ [LIST]: problem(503, 'Error', 'No database') }));
    expect(await screen.findByRole('alert')).toHaveTextContent('No database');
  });
});
