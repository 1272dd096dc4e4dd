import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation, useNavigate } from 'react-router-dom';
import {
  ordersSummary,
  page,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { ServicesPage } from './ServicesPage';

const LIST = 'GET /v1/services';
const FACETS = 'GET /v1/facets/services';

const NOTHING = { values: [], more: false };
const COUNTS = {
  label: {
    values: [
      { value: 'region=eu', count: 3 },
      { value: 'team=red', count: 2 },
      { value: 'region=us', count: 1 },
    ],
    more: true,
  },
  format: {
    values: [
      { value: 'openapi', count: 1200 },
      { value: 'none', count: 1 },
    ],
    more: false,
  },
  owner: { values: [{ value: 'group:default/orders', count: 2 }], more: false },
  state: NOTHING,
};

/** The address as the browser shows it, and its back button. */
function Browser() {
  const { search } = useLocation();
  const navigate = useNavigate();
  return (
    <>
      <output aria-label="address">{search}</output>
      <button type="button" onClick={() => navigate(-1)}>
        Back
      </button>
    </>
  );
}

function show(portal: TestPortal, search = '') {
  return renderInPortal(
    <>
      <ServicesPage />
      <Browser />
    </>,
    { portal, at: `/${search}` },
  );
}

function aPortal(handlers: Parameters<typeof TestPortal.create>[0] = {}) {
  return TestPortal.create({
    [LIST]: page([ordersSummary]),
    [FACETS]: { body: COUNTS },
    ...handlers,
  });
}

/** Opens the filters where the page is too narrow to show them. */
async function openFilters() {
  await screen.findByText('Orders');
  const fold = screen.queryByRole('button', { name: /^Filters/ });
  if (fold?.getAttribute('aria-expanded') === 'false') {
    await userEvent.click(fold);
  }
  return screen.findByRole('region', { name: 'Filters' });
}

const address = () => screen.getByLabelText('address').textContent;

describe('ServicesPage', () => {
  it('counts by facet, and limits the list and the address to what is chosen', async () => {
    const portal = aPortal();
    show(portal);
    const filters = await openFilters();
    const formats = await within(filters).findByRole('group', {
      name: 'Format',
    });
    expect(formats).toHaveTextContent(`OpenAPI ${(1200).toLocaleString()}`);
    await userEvent.click(
      within(formats).getByRole('checkbox', { name: /OpenAPI/ }),
    );
    await waitFor(() =>
      expect(portal.asked(LIST).at(-1)?.query.getAll('format')).toEqual([
        'openapi',
      ]),
    );
    const region = within(filters).getByRole('group', { name: 'region' });
    await userEvent.click(within(region).getByRole('checkbox', { name: /eu/ }));
    await userEvent.click(within(region).getByRole('checkbox', { name: /us/ }));
    await waitFor(() =>
      expect(address()).toBe(
        '?format=openapi&label=region%3Deu&label=region%3Dus',
      ),
    );
    await waitFor(() =>
      expect(portal.asked(FACETS).at(-1)?.query.getAll('label')).toEqual([
        'region=eu',
        'region=us',
      ]),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await waitFor(() =>
      expect(address()).toBe('?format=openapi&label=region%3Deu'),
    );
    expect(
      within(region).getByRole('checkbox', { name: /us/ }),
    ).not.toBeChecked();
  });

  it('shows what an address asks for, and takes it away one by one or at once', async () => {
    const portal = aPortal();
    show(
      portal,
      '?q=ord&kind=api&environment=shop&format=openapi&label=team%3Dred&owner=group:default/orders&state=failing&sort=-changed',
    );
    await waitFor(() =>
      expect(portal.asked(LIST).at(-1)?.query.toString()).toBe(
        'limit=25&label=team%3Dred&format=openapi&owner=group%3Adefault%2Forders&state=failing&kind=api&q=ord&environment=shop&sort=-changed',
      ),
    );
    const chips = await screen.findByRole('grid', { name: 'Active filters' });
    for (const name of [
      'API',
      'Environment: shop',
      'team=red',
      'OpenAPI',
      'orders',
      'Calls fail',
    ]) {
      expect(within(chips).getByRole('row', { name })).toBeInTheDocument();
    }
    const chip = within(chips).getByRole('row', { name: 'team=red' });
    await userEvent.click(within(chip).getByRole('button'));
    await waitFor(() => expect(address()).not.toContain('label'));
    await userEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(address()).toBe('?sort=-changed'));
    expect(
      screen.queryByRole('grid', { name: 'Active filters' }),
    ).not.toBeInTheDocument();
  });

  it('says what of an address means nothing, and leaves it out', async () => {
    const portal = aPortal();
    show(portal, '?format=pdf&format=odata&sort=size&state=failing');
    expect(
      await screen.findByText('Left out: format=pdf, sort=size'),
    ).toBeInTheDocument();
    const { query } = portal.asked(LIST)[0]!;
    expect(query.getAll('format')).toEqual(['odata']);
    expect(query.has('sort')).toBe(false);
    await userEvent.click(screen.getByRole('button', { name: 'Ignore' }));
    await waitFor(() =>
      expect(new URLSearchParams(address()!).toString()).toBe(
        'state=failing&format=odata',
      ),
    );
    expect(screen.queryByText(/Left out/)).not.toBeInTheDocument();
  });

  it('looks for labels on the server, and asks for more of them', async () => {
    const portal = aPortal();
    show(portal);
    const filters = await openFilters();
    await userEvent.type(
      await within(filters).findByRole('searchbox', { name: 'Search labels' }),
      'blue',
    );
    await waitFor(() =>
      expect(portal.asked(FACETS).at(-1)?.query.get('labelWords')).toBe('blue'),
    );
    await userEvent.click(
      within(filters).getByRole('button', { name: 'Show more values' }),
    );
    await waitFor(() =>
      expect(portal.asked(FACETS).at(-1)?.query.get('limit')).toBe('100'),
    );
    expect(address()).toBe('');
  });

  it('keeps its place in the address, forth and back, and begins anew with another filter', async () => {
    const portal = aPortal({
      [LIST]: ({ query }) =>
        query.get('cursor') === 'second'
          ? {
              body: {
                items: [{ ...ordersSummary, displayName: 'Last one' }],
                totalItems: 26,
              },
            }
          : {
              body: {
                items: [ordersSummary],
                totalItems: 26,
                nextCursor: 'second',
              },
            },
    });
    show(portal);
    await screen.findByText('Orders');
    await userEvent.click(screen.getByRole('button', { name: /next/i }));
    await screen.findByText('Last one');
    expect(address()).toBe('?cursor=second&from=25');
    expect(screen.getByText('26 - 26 of 26')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /previous/i }));
    await screen.findByText('Orders');
    expect(address()).toBe('');
    await userEvent.click(screen.getByRole('button', { name: 'Back' }));
    await screen.findByText('Last one');
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search' }),
      'x',
    );
    await screen.findByText('Orders');
    expect(address()).toBe('?q=x');
  });

  it('offers to clear filters when nothing matches them', async () => {
    const portal = aPortal({
      [LIST]: ({ query }) => page(query.has('state') ? [] : [ordersSummary]),
    });
    show(portal, '?state=failing');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(await screen.findByText('Orders')).toBeInTheDocument();
    expect(address()).toBe('');
  });

  it('lists without filters when they cannot be loaded', async () => {
    show(
      aPortal({ [FACETS]: problem(503, 'ServiceUnavailableError', 'Away') }),
    );
    const filters = await openFilters();
    expect(
      await within(filters).findByText('The filters could not be loaded.'),
    ).toBeInTheDocument();
  });

  it('leads from a cursor that the portal does not take to the first page', async () => {
    const portal = aPortal({
      [LIST]: ({ query }) =>
        query.has('cursor')
          ? problem(400, 'InputError', 'cursor is not from this list')
          : page([ordersSummary]),
    });
    show(portal, '?cursor=nonsense&from=25');
    await screen.findByText('cursor is not from this list');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Orders')).toBeInTheDocument();
    expect(address()).toBe('');
  });
});
