import { bindingManagePermission } from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, page, renderInPortal, TestPortal } from '../../__testUtils__';
import { UseItTab } from './UseItTab';

const BIND = `POST /v1/environments/shop/services/${orders.id}/bindings`;
const SUBSCRIBE = 'POST /v1/environments/shop/subscriptions';

const binding = {
  id: 'rb-1',
  environment: 'shop',
  serviceId: orders.id,
  consumer: { namespace: 'orders', name: 'order-lambda' },
  createdBy: 'user:default/ann',
  createdAt: '2026-11-21T10:00:00Z',
};

function show(denied: string[] = []) {
  const portal = TestPortal.create({
    'GET /v1/bindings': page([binding]),
    [BIND]: {
      status: 201,
      body: {
        id: 'rb-2',
        gatewayUrl: 'http://proxy:8081/shop/orders',
        token: 'secret-token',
      },
    },
    'DELETE /v1/environments/shop/bindings/rb-1': { status: 204 },
    [SUBSCRIBE]: {
      status: 201,
      body: {
        id: 'es-1',
        environment: 'shop',
        consumer: { namespace: 'orders', name: 'mailer' },
        eventTypes: [],
        sink: 'https://mailer.example',
        state: 'active',
        createdAt: '2026-11-21T10:00:00Z',
      },
    },
  });
  return {
    portal,
    ...renderInPortal(<UseItTab service={orders} />, { portal, denied }),
  };
}

describe('UseItTab', () => {
  it('binds a consumer and shows its credential once', async () => {
    const { portal } = show();
    const field = await screen.findByRole('textbox', { name: 'Consumer' });
    await userEvent.type(field, 'Orders');
    expect(
      await screen.findByText(/Write namespace\/name/),
    ).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Bind' })).toBeDisabled();

    await userEvent.clear(field);
    await userEvent.type(field, 'orders/checkout{Enter}');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText('secret-token')).toBeInTheDocument();
    expect(
      within(dialog).getByText('http://proxy:8081/shop/orders'),
    ).toBeInTheDocument();
    for (const language of ['curl', 'Node.js', 'Python', 'Java']) {
      expect(
        within(dialog).getByRole('tab', { name: language }),
      ).toBeInTheDocument();
    }
    expect(portal.asked(BIND).map(({ body }) => JSON.parse(body))).toEqual([
      { consumer: { namespace: 'orders', name: 'checkout' } },
    ]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Done' }));
    await waitFor(() =>
      expect(screen.queryByText('secret-token')).not.toBeInTheDocument(),
    );
  });

  it('removes a binding after asking', async () => {
    const { portal } = show();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'Remove binding: orders/order-lambda',
      }),
    );
    await userEvent.click(
      await screen.findByRole('button', { name: 'Remove binding' }),
    );
    await waitFor(() =>
      expect(
        portal.asked('DELETE /v1/environments/shop/bindings/rb-1'),
      ).toHaveLength(1),
    );
  });

  it('subscribes to the types that the service names', async () => {
    const { portal } = show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Subscribe' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: 'Consumer' }),
      'orders/mailer',
    );
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: 'Sink' }),
      'https://mailer.example',
    );
    await userEvent.click(
      within(dialog).getByRole('button', { name: 'Subscribe' }),
    );
    await waitFor(() =>
      expect(
        portal.asked(SUBSCRIBE).map(({ body }) => JSON.parse(body)),
      ).toEqual([
        {
          consumer: { namespace: 'orders', name: 'mailer' },
          eventTypes: [{ type: 'order.created', version: 'v1' }],
          sink: 'https://mailer.example',
        },
      ]),
    );
  });

  it('offers nothing to bind to readers who may not', async () => {
    show([bindingManagePermission.name]);
    expect(
      await screen.findByText(/admins bind consumers/),
    ).toBeInTheDocument();
    expect(await screen.findByText('orders/order-lambda')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Bind' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: /Remove binding/ }),
    ).not.toBeInTheDocument();
  });
});
