import {
  eventSendPermission,
  subscriptionManagePermission,
} from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { page, renderInPortal, shop, TestPortal } from '../../__testUtils__';
import { EventsTab } from './EventsTab';

const BASE = '/v1/environments/shop';
const SEND = `POST ${BASE}/events`;
const REPLAY = `POST ${BASE}/subscriptions/es-1/dead-letters/7/replay`;

function show(denied: string[] = []) {
  const portal = TestPortal.create({
    [`GET ${BASE}/subscriptions`]: page([
      {
        id: 'es-1',
        environment: 'shop',
        consumer: { namespace: 'orders', name: 'order-lambda' },
        eventTypes: [{ type: 'order.created', version: 'v1' }],
        sink: 'https://lambda.example',
        state: 'active',
        createdAt: '2026-11-21T10:00:00Z',
        backlog: { pending: 3, inFlight: 1, deadLetters: 1 },
      },
    ]),
    [`GET ${BASE}/subscriptions/es-1/dead-letters`]: page([
      {
        id: '7',
        eventId: 'e',
        type: 'order.created',
        attempts: 8,
        reason: 'The sink answered 400.',
        at: '2026-11-21T10:00:00Z',
        data: '{"code":"4711"}',
      },
    ]),
    [REPLAY]: { status: 204 },
    [SEND]: { body: { id: 'event-1', duplicate: false } },
    [`DELETE ${BASE}/subscriptions/es-1`]: { status: 204 },
  });
  return {
    portal,
    ...renderInPortal(<EventsTab environment={shop} />, { portal, denied }),
  };
}

describe('EventsTab', () => {
  it('shows who gets what, and what waits', async () => {
    show();
    expect(await screen.findByText('orders/order-lambda')).toBeInTheDocument();
    expect(screen.getByText('order.created:v1')).toBeInTheDocument();
    expect(screen.getByText('3 waiting, 1 in flight')).toBeInTheDocument();
  });

  it('sends a test event, once its data is JSON', async () => {
    const { portal, toasts } = show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Send a test event' }),
    );
    const dialog = await screen.findByRole('dialog');
    await userEvent.type(
      within(dialog).getByRole('textbox', { name: 'Event type' }),
      'order.created',
    );
    const data = within(dialog).getByRole('textbox', { name: 'Data (JSON)' });
    await userEvent.clear(data);
    await userEvent.type(data, '{{"a":');
    expect(within(dialog).getByRole('button', { name: 'Send' })).toBeDisabled();
    expect(await screen.findByText(/This is not JSON/)).toBeInTheDocument();
    await userEvent.type(data, '1}');
    await userEvent.click(within(dialog).getByRole('button', { name: 'Send' }));
    await waitFor(() =>
      expect(portal.asked(SEND).map(({ body }) => JSON.parse(body))).toEqual([
        { type: 'order.created', data: { a: 1 } },
      ]),
    );
    expect(toasts.post).toHaveBeenCalledWith(
      expect.objectContaining({ title: 'Event event-1 was accepted' }),
    );
  });

  it('shows what was not delivered and delivers it again', async () => {
    const { portal } = show();
    await userEvent.click(
      await screen.findByRole('button', { name: 'One not delivered' }),
    );
    expect(
      await screen.findByText(/The sink answered 400/),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Deliver again' }),
    );
    await waitFor(() => expect(portal.asked(REPLAY)).toHaveLength(1));
  });

  it('ends a subscription after asking', async () => {
    const { portal } = show();
    await userEvent.click(
      await screen.findByRole('button', {
        name: 'End subscription: orders/order-lambda',
      }),
    );
    expect(await screen.findByText(/No more events go to/)).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'End subscription' }),
    );
    await waitFor(() =>
      expect(portal.asked(`DELETE ${BASE}/subscriptions/es-1`)).toHaveLength(1),
    );
  });

  it('hides what the reader may not do', async () => {
    show([eventSendPermission.name, subscriptionManagePermission.name]);
    expect(await screen.findByText('orders/order-lambda')).toBeInTheDocument();
    for (const name of ['Send a test event', 'Subscribe', /End subscription/]) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });
});
