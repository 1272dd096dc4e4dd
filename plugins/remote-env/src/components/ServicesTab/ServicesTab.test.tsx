import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import {
  ordersSummary,
  page,
  problem,
  renderInPortal,
  shop,
  TestPortal,
} from '../../__testUtils__';
import { ServicesTab } from './ServicesTab';

const LIST = 'GET /v1/environments/shop/services';
const FACETS = 'GET /v1/facets/services';

const COUNTS = {
  label: { values: [{ value: 'region=eu', count: 3 }], more: false },
  format: { values: [{ value: 'openapi', count: 2 }], more: false },
  owner: { values: [{ value: 'group:default/orders', count: 3 }], more: false },
  state: { values: [{ value: 'failing', count: 1 }], more: false },
};

function Address() {
  const { search } = useLocation();
  return <output aria-label="address">{search}</output>;
}

function show(portal: TestPortal, search = '') {
  return renderInPortal(
    <>
      <ServicesTab environment={shop} />
      <Address />
    </>,
    { portal, at: `/${search}` },
  );
}

const address = () => screen.getByLabelText('address').textContent;

describe('ServicesTab', () => {
  it('counts and lists the services of its environment by what is chosen', async () => {
    const portal = TestPortal.create({
      [LIST]: page([ordersSummary]),
      [FACETS]: { body: COUNTS },
    });
    show(portal, '?sort=-changed');
    await screen.findByText('Orders');
    expect(portal.asked(FACETS)[0]?.query.get('environment')).toBe('shop');
    const fold = screen.queryByRole('button', { name: /^Filters/ });
    if (fold) {
      await userEvent.click(fold);
    }
    const filters = await screen.findByRole('region', { name: 'Filters' });
    // All of them have the owner of the environment.
    expect(
      within(filters).queryByRole('group', { name: 'Owner' }),
    ).not.toBeInTheDocument();
    await userEvent.click(
      await within(filters).findByRole('checkbox', { name: /OpenAPI/ }),
    );
    await waitFor(() =>
      expect(portal.asked(LIST).at(-1)?.query.toString()).toBe(
        'limit=25&format=openapi&sort=-changed',
      ),
    );
    await userEvent.click(
      within(filters).getByRole('checkbox', { name: /eu/ }),
    );
    await waitFor(() =>
      expect(address()).toBe('?sort=-changed&format=openapi&label=region%3Deu'),
    );
    await userEvent.click(screen.getByRole('button', { name: 'Clear all' }));
    await waitFor(() => expect(address()).toBe('?sort=-changed'));
  });

  it('leaves out an order that only the list of all services has, and says so', async () => {
    const portal = TestPortal.create({
      [LIST]: page([ordersSummary]),
      [FACETS]: { body: COUNTS },
    });
    show(portal, '?sort=environment');
    expect(
      await screen.findByText('Left out: sort=environment'),
    ).toBeInTheDocument();
    expect(portal.asked(LIST)[0]?.query.has('sort')).toBe(false);
  });

  it('offers to register the first service, and nothing to be limited', async () => {
    show(TestPortal.create({ [LIST]: page([]), [FACETS]: { body: COUNTS } }));
    expect(
      await screen.findByText('No service registered yet'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Register a service' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
  });

  it('says what the portal says when it fails, and tries again', async () => {
    const portal = TestPortal.create({
      [LIST]: problem(503, 'ServiceUnavailableError', 'The index is away'),
      [FACETS]: { body: COUNTS },
    });
    show(portal);
    expect(await screen.findByText('The index is away')).toBeInTheDocument();
    portal.on(LIST, page([ordersSummary]));
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Orders')).toBeInTheDocument();
  });
});
