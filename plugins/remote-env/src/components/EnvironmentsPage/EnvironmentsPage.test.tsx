import {
  environmentCreatePermission,
  operationsReadPermission,
} from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { EnvironmentsPage } from './EnvironmentsPage';

const LIST = 'GET /v1/environments';

describe('EnvironmentsPage', () => {
  it('lists what the reader may see, each leading to its page', async () => {
    const portal = TestPortal.create({
      [LIST]: page([
        shop,
        {
          ...shop,
          name: 'erp',
          uid: '2',
          displayName: 'ERP',
          connected: false,
        },
      ]),
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    expect(
      await screen.findByRole('link', { name: /Online shop/ }),
    ).toHaveAttribute('href', '/remote-env/environments/shop');
    expect(screen.getByText('Connected')).toBeInTheDocument();
    expect(screen.getByText('ERP')).toBeInTheDocument();
    expect(screen.getByRole('main')).toHaveAttribute(
      'data-remote-env-state',
      'ready',
    );
    expect(portal.asked(LIST)[0]?.query.get('limit')).toBe('25');
  });

  it('reminds of connections that end unless their system renews', async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString();
    const ending = (name: string, days: number, more: object = {}) => ({
      ...shop,
      name,
      uid: name,
      displayName: name,
      certificatesEndAt: inDays(days),
      ...more,
    });
    const portal = TestPortal.create({
      [LIST]: page([
        ending('later', 60),
        ending('soon', 6.5),
        ending('today', 0.5),
        ending('over', -1),
        ending('cut off', 3, { state: 'suspended' }),
      ]),
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    const row = async (name: RegExp) => screen.findByRole('row', { name });
    expect(await row(/soon/)).toHaveTextContent('Expires in 6 days');
    expect(await row(/today/)).toHaveTextContent('Expires within a day');
    expect(await row(/over/)).toHaveTextContent('Certificate expired');
    expect(await row(/later/)).not.toHaveTextContent(/Expire/);
    expect(await row(/cut off/)).not.toHaveTextContent(/Expire/);
  });

  it('explains itself when there is nothing, and offers the first step', async () => {
    const portal = TestPortal.create({ [LIST]: page([]) });
    renderInPortal(<EnvironmentsPage />, { portal });
    expect(
      await screen.findByText('No remote environment yet'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Request a remote environment' }),
    );
    expect(await screen.findByRole('dialog')).toBeInTheDocument();
  });

  it('hides the request from readers who may not make one', async () => {
    const portal = TestPortal.create({ [LIST]: page([]) });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [environmentCreatePermission.name],
    });
    await screen.findByText('No remote environment yet');
    expect(
      screen.queryByRole('button', { name: 'Request a remote environment' }),
    ).not.toBeInTheDocument();
  });

  it('says what the portal says when it fails, and tries again', async () => {
    const portal = TestPortal.create({
      [LIST]: problem(503, 'ServiceUnavailableError', 'The store is away'),
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    expect(await screen.findByText('The store is away')).toBeInTheDocument();
    portal.on(LIST, page([shop]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Online shop')).toBeInTheDocument();
  });

  it('tells admins how many requests wait, and shows them', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) =>
        query.get('state') === 'requested'
          ? page([{ ...shop, state: 'requested', connected: false }])
          : page([shop]),
    });
    renderInPortal(<EnvironmentsPage />, { portal });
    expect(
      await screen.findByText('One request is waiting for approval'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Show' }));
    const row = await screen.findByRole('row', { name: /Online shop/ });
    expect(
      await within(row).findByText('Waiting for approval'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('grid', { name: 'Active filters' }),
    ).toHaveTextContent('Waiting for approval');
  });

  it('searches on the server and says when nothing matches', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) => page(query.get('q') === 'crm' ? [] : [shop]),
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    await screen.findByText('Online shop');
    await userEvent.type(screen.getByRole('searchbox'), 'crm');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('Online shop')).toBeInTheDocument();
  });

  it('limits the list to what is chosen in facets', async () => {
    const portal = TestPortal.create({
      [LIST]: page([shop]),
      'GET /v1/facets/environments': {
        body: {
          label: { values: [{ value: 'region=eu', count: 1 }], more: false },
          owner: {
            values: [{ value: 'group:default/orders', count: 1 }],
            more: false,
          },
          state: { values: [{ value: 'approved', count: 1 }], more: false },
        },
      },
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    await screen.findByText('Online shop');
    const fold = screen.queryByRole('button', { name: 'Filters' });
    if (fold) {
      await userEvent.click(fold);
    }
    for (const name of [/Approved/, /orders/, /eu/]) {
      await userEvent.click(await screen.findByRole('checkbox', { name }));
    }
    await waitFor(() =>
      expect(portal.asked(LIST).at(-1)?.query.toString()).toBe(
        'limit=25&label=region%3Deu&owner=group%3Adefault%2Forders&state=approved',
      ),
    );
  });

  it('sorts by the heads of columns and by a choice, and keeps the order in the address', async () => {
    const portal = TestPortal.create({ [LIST]: page([shop]) });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
      at: '/?sort=-requested',
    });
    await screen.findByText('Online shop');
    const asked = () => portal.asked(LIST).at(-1)?.query.get('sort');
    expect(asked()).toBe('-requested');
    // The order is that of no column.
    for (const head of screen.getAllByRole('columnheader')) {
      expect(head).not.toHaveAttribute('aria-sort', 'ascending');
      expect(head).not.toHaveAttribute('aria-sort', 'descending');
    }
    await userEvent.click(screen.getByRole('columnheader', { name: 'Name' }));
    await waitFor(() => expect(asked()).toBe(null));
    await userEvent.click(screen.getByRole('columnheader', { name: 'Name' }));
    await waitFor(() => expect(asked()).toBe('-name'));
    await userEvent.click(screen.getByRole('button', { name: /Sort by/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'Seen, last one first' }),
    );
    await waitFor(() => expect(asked()).toBe('-seen'));
  });

  it('pages by the server’s cursors, forth and back', async () => {
    const portal = TestPortal.create({
      [LIST]: ({ query }) =>
        query.get('cursor') === 'next'
          ? {
              body: {
                items: [{ ...shop, displayName: 'Last one' }],
                totalItems: 26,
              },
            }
          : { body: { items: [shop], totalItems: 26, nextCursor: 'next' } },
    });
    renderInPortal(<EnvironmentsPage />, {
      portal,
      denied: [operationsReadPermission.name],
    });
    await screen.findByText('Online shop');
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    expect(await screen.findByText('Last one')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /previous/i }));
    await waitFor(() =>
      expect(screen.getByText('Online shop')).toBeInTheDocument(),
    );
  });
});
