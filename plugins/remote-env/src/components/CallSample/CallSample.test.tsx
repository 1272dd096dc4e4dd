import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, page, renderInPortal, TestPortal } from '../../__testUtils__';
import type { SampleRequest } from '../../lib/samples/model';
import { CallSample } from './CallSample';

const SERVICE = { environment: 'shop', serviceId: orders.id };
const READ: SampleRequest = {
  method: 'GET',
  target: '/orders/ORDER_CODE',
  headers: [],
  placeholders: ['ORDER_CODE'],
};
const BINDING = {
  id: 'rb-1',
  environment: 'shop',
  serviceId: orders.id,
  consumer: { namespace: 'orders', name: 'order-lambda' },
  createdBy: 'user:default/ann',
  createdAt: '2026-11-21T10:00:00Z',
};

function show(bindings: object[]) {
  const portal = TestPortal.create({ 'GET /v1/bindings': page(bindings) });
  renderInPortal(
    <>
      <CallSample request={READ} service={SERVICE} />
      <CallSample request={{ ...READ, target: '/other' }} service={SERVICE} />
    </>,
    { portal },
  );
  return portal;
}

const blocks = () => screen.findAllByRole('region', { name: 'Use it' });

describe('CallSample', () => {
  it('calls with what a binding gives, in the language that was chosen last', async () => {
    show([BINDING]);
    const [first, second] = (await blocks()).map(block => within(block));
    expect(
      first?.getByText(/curl "\$GATEWAY_URL\/orders\/ORDER_CODE"/),
    ).toHaveTextContent('X-Remote-Env-Token: $GATEWAY_TOKEN');
    expect(
      first?.getByText('Put your own in place of ORDER_CODE.'),
    ).toBeInTheDocument();
    expect(first?.getByRole('button', { name: 'curl' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );

    await userEvent.click(
      await within((await blocks())[1] ?? document.body).findByRole('button', {
        name: 'Python',
      }),
    );
    expect(
      await first?.findByText(/os\.environ\["GATEWAY_URL"\] \+ "\/orders/),
    ).toBeInTheDocument();
    expect(
      second?.getByText(/os\.environ\["GATEWAY_URL"\] \+ "\/other"/),
    ).toBeInTheDocument();
    expect(
      first?.getByRole('link', { name: 'Bindings of this service' }),
    ).toHaveAttribute(
      'href',
      expect.stringMatching(new RegExp(`/${orders.id}/use$`)),
    );
  });

  it('says where to get a binding while nobody has one', async () => {
    const portal = show([]);
    const [link] = await screen.findAllByRole('link', { name: 'Bind one' });
    expect(link).toHaveAttribute(
      'href',
      expect.stringMatching(new RegExp(`/${orders.id}/use$`)),
    );
    expect(
      screen.getAllByText(/No consumer is bound to this service yet/),
    ).toHaveLength(2);
    expect(portal.asked('GET /v1/bindings')).toHaveLength(1);
  });
});
