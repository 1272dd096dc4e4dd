import { serviceInvokePermission } from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  orders,
  PORTAL_BASE,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { ServiceDocument } from './ServiceDocument';

const SERVICE = `/v1/environments/shop/services/${orders.id}`;
const API = `GET ${SERVICE}/documents/apiSpec`;

const openapi = {
  openapi: '3.0.3',
  info: {
    title: 'Orders API',
    version: '1.0.0',
    description: 'Read ![pixel](https://evil.example/p.png) me',
  },
  servers: [{ url: 'https://evil.example' }],
  security: [{ oauth: [] }],
  paths: {
    '/orders': {
      get: {
        summary: 'List orders',
        responses: { 200: { description: 'ok' } },
      },
    },
    '/far': { $ref: 'https://evil.example/far.json' },
  },
  components: {
    securitySchemes: { oauth: { type: 'http', scheme: 'bearer' } },
  },
};

/** The renderers are large: loading them counts for no test. */
beforeAll(async () => {
  await import('../SwaggerView');
  await import('../AsyncApiView');
});

function documentOf(role: 'apiSpec' | 'eventSpec') {
  const document = orders.documents.find(item => item.role === role);
  if (!document) {
    throw new Error(`No ${role}`);
  }
  return document;
}

describe('ServiceDocument with an API', () => {
  it('tries out through our invoke route only, with nothing of the reader’s own', async () => {
    const portal = TestPortal.create({
      [API]: { body: openapi },
      [`GET ${SERVICE}/invoke/orders`]: { body: [{ code: '4711' }] },
    });
    const { container } = renderInPortal(
      <ServiceDocument service={orders} document={documentOf('apiSpec')} />,
      { portal },
    );
    expect(await screen.findByText('Orders API')).toBeInTheDocument();
    expect(
      screen.getByText(/One reference to another document was not followed/),
    ).toBeInTheDocument();
    expect(container.querySelector('img')).toBeNull();
    expect(
      screen.queryByRole('button', { name: /authorize/i }),
    ).not.toBeInTheDocument();

    await userEvent.click(await screen.findByText('List orders'));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Try it out' }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Execute' }),
    );
    await waitFor(() =>
      expect(portal.asked(`GET ${SERVICE}/invoke/orders`)).toHaveLength(1),
    );
    const [request] = portal.asked(`GET ${SERVICE}/invoke/orders`);
    expect(request?.headers.has('authorization')).toBe(false);
    expect(request?.headers.has('cookie')).toBe(false);
    expect(portal.requests.every(({ path }) => path.startsWith('/v1/'))).toBe(
      true,
    );
    expect(container).toHaveTextContent(
      `${PORTAL_BASE}${SERVICE}/invoke/orders`,
    );
  });

  it('only shows it to readers who may not invoke', async () => {
    renderInPortal(
      <ServiceDocument service={orders} document={documentOf('apiSpec')} />,
      {
        portal: TestPortal.create({ [API]: { body: openapi } }),
        denied: [serviceInvokePermission.name],
      },
    );
    await userEvent.click(await screen.findByText('List orders'));
    expect(await screen.findByText(/Trying it out needs/)).toBeInTheDocument();
    // How a lambda calls it needs no permission of its reader.
    expect(
      await screen.findByText(/curl "\$GATEWAY_URL\/orders"/),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try it out' }),
    ).not.toBeInTheDocument();
  });

  it('shows the source of a document that cannot be rendered', async () => {
    renderInPortal(
      <ServiceDocument service={orders} document={documentOf('apiSpec')} />,
      { portal: TestPortal.create({ [API]: { body: '{"openapi":' } }) },
    );
    expect(
      await screen.findByText('This document cannot be rendered'),
    ).toBeInTheDocument();
    expect(screen.getByText('{"openapi":')).toBeInTheDocument();
  });

  it('says what the portal says when the document cannot be read', async () => {
    const portal = TestPortal.create({
      [API]: problem(503, 'ServiceUnavailableError', 'Documents are away'),
    });
    renderInPortal(
      <ServiceDocument service={orders} document={documentOf('apiSpec')} />,
      { portal },
    );
    expect(await screen.findByText('Documents are away')).toBeInTheDocument();
    portal.on(API, { body: openapi });
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Orders API')).toBeInTheDocument();
  });

  it('loads a large document only when the reader says so', async () => {
    const portal = TestPortal.create({ [API]: { body: openapi } });
    renderInPortal(
      <ServiceDocument
        service={orders}
        document={{ ...documentOf('apiSpec'), size: 9 * 1024 * 1024 }}
      />,
      { portal },
    );
    const show = await screen.findByRole('button', { name: 'Show it anyway' });
    expect(portal.asked(API)).toHaveLength(0);
    await userEvent.click(show);
    expect(await screen.findByText('Orders API')).toBeInTheDocument();
  });
});

describe('ServiceDocument with events', () => {
  it.each([
    [
      'asyncapi-2',
      {
        asyncapi: '2.6.0',
        info: { title: 'Order events', version: '1.0.0' },
        channels: {
          'order/created': {
            subscribe: { message: { $ref: '#/components/messages/Created' } },
          },
        },
        components: {
          messages: {
            Created: {
              title: 'Order created',
              description: '![p](https://evil.example/p.png)',
              payload: {
                type: 'object',
                properties: { code: { type: 'string' } },
              },
            },
          },
        },
      },
    ],
    [
      'asyncapi-3',
      {
        asyncapi: '3.0.0',
        info: { title: 'Order events', version: '1.0.0' },
        channels: {
          orders: {
            address: 'order/created',
            messages: { Created: { title: 'Order created', payload: {} } },
          },
        },
        operations: {
          sendCreated: {
            action: 'send',
            channel: { $ref: '#/channels/orders' },
            messages: [{ $ref: '#/channels/orders/messages/Created' }],
          },
        },
      },
    ],
  ])('renders %s', async (format, body) => {
    const { container } = renderInPortal(
      <ServiceDocument
        service={orders}
        document={{ ...documentOf('eventSpec'), format }}
      />,
      {
        portal: TestPortal.create({
          [`GET ${SERVICE}/documents/eventSpec`]: { body },
        }),
      },
    );
    const rendered = await waitFor(() => {
      const root = container.querySelector('.aui-root');
      expect(root).toHaveTextContent('Order events');
      return root;
    });
    expect(rendered).toHaveTextContent('order/created');
    expect(rendered).toHaveTextContent('Order created');
    expect(container.querySelector('img')).toBeNull();
  });

  it('shows channels without operations, too, and leads to one', async () => {
    HTMLElement.prototype.scrollIntoView = jest.fn();
    renderInPortal(
      <ServiceDocument
        service={orders}
        document={{ ...documentOf('eventSpec'), format: 'asyncapi-3.0' }}
      />,
      {
        portal: TestPortal.create({
          [`GET ${SERVICE}/documents/eventSpec`]: {
            body: {
              asyncapi: '3.0.0',
              info: { title: 'Order events', version: '1.0.0' },
              channels: {
                orders: {
                  address: 'order/created',
                  description: 'Nobody says who sends it',
                  messages: { Created: { title: 'Order created' } },
                },
                later: { address: 'order/later' },
              },
            },
          },
        }),
        at: '/?channel=orders',
      },
    );
    const channel = await screen.findByRole('article', {
      name: 'order/created',
    });
    expect(channel).toHaveTextContent('Nobody says who sends it');
    await waitFor(() => expect(channel).toHaveTextContent('Order created'));
    const heading = within(channel).getByText('order/created').closest('h4');
    await waitFor(() => expect(heading).toHaveFocus());
    expect(
      screen.getByRole('article', { name: 'order/later' }),
    ).toHaveTextContent('The document says nothing more of this channel');
  });
});
