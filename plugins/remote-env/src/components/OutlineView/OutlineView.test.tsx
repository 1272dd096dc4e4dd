import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { serviceInvokePermission } from '@remote-env/plugin-remote-env-common';
import { orders, renderInPortal, TestPortal } from '../../__testUtils__';
import { OutlineView } from './OutlineView';

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
      get: {
        parameters: [{ name: 'article', in: 'path', required: true }],
        responses: {
          200: {
            description: 'So many pieces',
            content: {
              'application/json': {
                schema: { $ref: '#/components/schemas/Stock' },
              },
            },
          },
        },
      },
    },
  },
  components: {
    schemas: { Stock: { properties: { pieces: { type: 'integer' } } } },
  },
};
const OPEN_STOCK = '/?operation=GET+%2Fstock%2F%7Barticle%7D';
const stock = { name: /stock\/\{article\}/ };

// There is no layout here, and so nothing to scroll; that it is asked for is what a link needs.
HTMLElement.prototype.scrollIntoView = jest.fn();

beforeAll(async () => {
  await import('../SwaggerView');
});

function render(portal: TestPortal, at = '/', denied: string[] = []) {
  const document = orders.documents.find(({ role }) => role === 'apiSpec');
  if (!document) {
    throw new Error('No apiSpec');
  }
  return renderInPortal(
    <OutlineView
      service={orders}
      document={document}
      whole={<p>The whole document</p>}
    />,
    { portal, at, denied },
  );
}

describe('OutlineView', () => {
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
    expect(
      screen.getByText(/curl "\$GATEWAY_URL\/stock\/ARTICLE"/),
    ).toBeInTheDocument();
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
    const { container } = render(
      TestPortal.create({
        [OUTLINE]: { body: outline },
        [SLICE]: { body: slice },
      }),
      OPEN_STOCK,
    );
    expect(await screen.findByText('So many pieces')).toBeInTheDocument();
    const open = container.querySelector('li[data-open]');
    expect(open).toBeInstanceOf(HTMLElement);
    expect(
      open instanceof HTMLElement && within(open).getByRole('button', stock),
    ).toBeInTheDocument();
    expect(HTMLElement.prototype.scrollIntoView).toHaveBeenCalled();
  });

  it('lets those who may try an operation out, through our invoke route', async () => {
    const invoked = `GET ${SERVICE}/invoke/stock/a`;
    const portal = TestPortal.create({
      [OUTLINE]: { body: outline },
      [SLICE]: { body: slice },
      [invoked]: { body: { pieces: 3 } },
    });
    // What Swagger UI resolves references against.
    window.history.replaceState({}, '', OPEN_STOCK);
    const { container } = render(portal, OPEN_STOCK);
    expect(await screen.findByText('So many pieces')).toBeInTheDocument();
    expect(container.querySelector('.swagger-ui')).toBeNull();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try it out' }),
    );
    await userEvent.type(await screen.findByPlaceholderText('article'), 'a');
    await userEvent.click(screen.getByRole('button', { name: 'Execute' }));
    await waitFor(() => expect(portal.asked(invoked)).toHaveLength(1));
    expect(screen.queryByText(/Could not resolve/)).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Back to reading' }),
    );
    expect(screen.getByText('So many pieces')).toBeInTheDocument();
    expect(container.querySelector('.swagger-ui')).toBeNull();
  });

  it('offers no trial to those who may not', async () => {
    render(
      TestPortal.create({
        [OUTLINE]: { body: outline },
        [SLICE]: { body: slice },
      }),
      OPEN_STOCK,
      [serviceInvokePermission.name],
    );
    expect(await screen.findByText('So many pieces')).toBeInTheDocument();
    expect(await screen.findByText(/Trying it out needs/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try it out' })).toBeNull();
  });

  it('says so when a slice cannot be read', async () => {
    const portal = TestPortal.create({
      [OUTLINE]: { body: outline },
      [SLICE]: { body: '{"openapi":' },
    });
    render(portal, OPEN_STOCK);
    expect(
      await screen.findByText('This document cannot be rendered'),
    ).toBeInTheDocument();
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
