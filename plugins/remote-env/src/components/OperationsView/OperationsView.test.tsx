import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, renderInPortal, TestPortal } from '../../__testUtils__';
import { OperationsView } from './OperationsView';

const SERVICE = `/v1/environments/shop/services/${orders.id}`;
const OUTLINE = `GET ${SERVICE}/documents/apiSpec/outline`;
const SLICE = `GET ${SERVICE}/documents/apiSpec/slices/1-0-1`;

const outline = {
  state: 'ready',
  title: 'Orders',
  version: '1',
  description: 'What was bought.\n\nA second paragraph.',
  tags: [
    { name: 'orders', description: 'All about orders' },
    { name: 'stock' },
  ],
  entries: [
    {
      anchor: 'GET /orders',
      kind: 'operation',
      name: '/orders',
      method: 'GET',
      summary: 'List orders',
      tags: ['orders'],
      slice: '1-0-0',
    },
    {
      anchor: 'GET /stock/{article}',
      kind: 'operation',
      name: '/stock/{article}',
      method: 'GET',
      summary: 'How many there are',
      tags: ['stock'],
      slice: '1-0-1',
    },
  ],
};
const slice = {
  openapi: '3.1.0',
  info: { title: 'Orders', version: '1' },
  paths: {
    '/stock/{article}': {
      get: { responses: { 200: { description: 'So many pieces' } } },
    },
  },
};
const stock = { name: /stock\/\{article\}/ };

beforeAll(async () => {
  await import('../SwaggerView');
});

function render(portal: TestPortal, at = '/') {
  const document = orders.documents.find(({ role }) => role === 'apiSpec');
  if (!document) {
    throw new Error('No apiSpec');
  }
  return renderInPortal(
    <OperationsView
      service={orders}
      document={document}
      whole={<p>The whole document</p>}
    />,
    { portal, at },
  );
}

describe('OperationsView', () => {
  it('shows tags and operations, and reads one only when it is opened', async () => {
    const portal = TestPortal.create({
      [OUTLINE]: { body: outline },
      [SLICE]: { body: slice },
    });
    render(portal);
    const first = await screen.findByRole('button', { name: /^orders/ });
    expect(first).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByText('List orders')).toBeInTheDocument();
    expect(screen.queryByText('A second paragraph.')).toBeNull();
    expect(screen.queryByRole('button', stock)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /^stock/ }));
    expect(portal.asked(SLICE)).toHaveLength(0);
    const row = screen.getByRole('button', stock);
    await userEvent.click(row);
    expect(await screen.findByText('So many pieces')).toBeInTheDocument();
    expect(row).toHaveAttribute('aria-expanded', 'true');
    expect(portal.asked(SLICE)).toHaveLength(1);
    await userEvent.click(row);
    await waitFor(() =>
      expect(screen.queryByText('So many pieces')).toBeNull(),
    );
  });

  it('filters by words of path, summary and tag, whatever is folded', async () => {
    render(TestPortal.create({ [OUTLINE]: { body: outline } }));
    const field = await screen.findByRole('searchbox', {
      name: 'Filter operations',
    });
    await userEvent.type(field, 'stock MANY');
    expect(await screen.findByText('One of 2 operations')).toBeInTheDocument();
    expect(screen.getByRole('button', stock)).toBeInTheDocument();
    expect(screen.queryByText('List orders')).toBeNull();
    await userEvent.type(field, ' nothing');
    expect(await screen.findByText('0 of 2 operations')).toBeInTheDocument();
  });

  it('opens the operation that the address names', async () => {
    window.HTMLElement.prototype.scrollIntoView = jest.fn();
    const { container } = render(
      TestPortal.create({
        [OUTLINE]: { body: outline },
        [SLICE]: { body: slice },
      }),
      '/?operation=GET+%2Fstock%2F%7Barticle%7D',
    );
    expect(await screen.findByText('So many pieces')).toBeInTheDocument();
    const open = container.querySelector('li[data-open]');
    expect(open).toBeInstanceOf(HTMLElement);
    expect(
      open instanceof HTMLElement && within(open).getByRole('button', stock),
    ).toBeInTheDocument();
    expect(HTMLElement.prototype.scrollIntoView).toHaveBeenCalled();
  });

  it('waits for an outline that is being made', async () => {
    const portal = TestPortal.create({
      [OUTLINE]: { body: { state: 'pending' } },
    });
    render(portal);
    expect(
      await screen.findByText('The portal is preparing this document'),
    ).toBeInTheDocument();
    portal.on(OUTLINE, { body: outline });
    expect(
      await screen.findByText('List orders', undefined, { timeout: 5000 }),
    ).toBeInTheDocument();
  });

  it('says why there is none, and offers the whole document', async () => {
    render(
      TestPortal.create({
        [OUTLINE]: { body: { state: 'failed', reason: 'takes too long' } },
      }),
    );
    expect(await screen.findByText('It takes too long.')).toBeInTheDocument();
    expect(screen.getByText('The whole document')).toBeInTheDocument();
  });
});
