import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  orders,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { OutlineView } from './OutlineView';

const SERVICE = `/v1/environments/shop/services/${orders.id}`;
const OUTLINE = `GET ${SERVICE}/documents/eventSpec/outline`;
const SLICE = `GET ${SERVICE}/documents/eventSpec/slices/2-0-1`;

const channel = (number: number, more: object = {}) => ({
  anchor: `channel${number}`,
  kind: 'channel',
  name: `order/step-${number}`,
  messages: [`Step${number}`],
  slice: `2-0-${number}`,
  ...more,
});
const outlineOf = (entries: object[], tags: object[] = []) => ({
  body: { state: 'ready', title: 'Order events', tags, entries },
});
const slice = {
  asyncapi: '3.0.0',
  info: { title: 'Order events', version: '1' },
  channels: {
    channel1: { address: 'order/step-1', messages: { Step1: {} } },
  },
  operations: {
    sends: {
      action: 'send',
      summary: 'Sends the first step',
      channel: { $ref: '#/channels/channel1' },
    },
  },
};

// There is no layout here, and so nothing to scroll; that it is asked for is what a link needs.
HTMLElement.prototype.scrollIntoView = jest.fn();

beforeAll(async () => {
  await import('../AsyncApiView');
});

function render(portal: TestPortal, at = '/') {
  const document = orders.documents.find(({ role }) => role === 'eventSpec');
  if (!document) {
    throw new Error('No eventSpec');
  }
  return renderInPortal(
    <OutlineView
      service={orders}
      document={document}
      whole={<p>The whole catalog</p>}
    />,
    { portal, at },
  );
}

describe('the channels of a large catalog', () => {
  it('are listed, found by message and address, and opened one by one', async () => {
    const portal = TestPortal.create({
      [OUTLINE]: outlineOf(
        [channel(0, { tags: ['old'] }), channel(1, { tags: ['new'] })],
        [{ name: 'old' }, { name: 'new' }],
      ),
      [SLICE]: { body: slice },
    });
    const { container } = render(portal);
    expect(
      await screen.findByText('2 channels under 2 tags'),
    ).toBeInTheDocument();
    expect(portal.asked(SLICE)).toHaveLength(0);
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Filter channels' }),
      'step1',
    );
    expect(await screen.findByText('One of 2 channels')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: /step-1/ }));
    await waitFor(() =>
      expect(
        container.querySelector('[data-remote-env-channel]'),
      ).toHaveTextContent('Sends the first step'),
    );
    // The page has named it, and neither the whole catalog nor its head stand there.
    expect(
      within(container).queryByRole('heading', { name: /Order events 1/ }),
    ).not.toBeInTheDocument();
  });

  it.each(['channel1', 'order/step-1'])(
    'are opened by a link with %s',
    async named => {
      const portal = TestPortal.create({
        [OUTLINE]: outlineOf([channel(0), channel(1)]),
        [SLICE]: { body: slice },
      });
      render(portal, `/?channel=${encodeURIComponent(named)}`);
      const row = await screen.findByRole('button', { name: /step-1/ });
      expect(row).toHaveAttribute('aria-expanded', 'true');
      expect(row).toHaveFocus();
      expect(HTMLElement.prototype.scrollIntoView).toHaveBeenCalled();
      await waitFor(() =>
        expect(screen.getByText('Sends the first step')).toBeInTheDocument(),
      );
    },
  );

  it('are drawn by the hundreds only, but for one that a link names', async () => {
    const all = Array.from({ length: 320 }, (_, i) => channel(i));
    const portal = TestPortal.create({
      [OUTLINE]: outlineOf(all),
      [`GET ${SERVICE}/documents/eventSpec/slices/2-0-310`]: problem(
        404,
        'NotFoundError',
        'No such slice',
      ),
    });
    render(portal, '/?channel=channel310');
    expect(
      await screen.findByText('320 channels', { selector: '[role=status]' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('No such slice')).toBeInTheDocument();
    expect(screen.getAllByRole('listitem')).toHaveLength(311);
    await userEvent.click(screen.getByRole('button', { name: 'Show 9 more' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(320);
  });

  it('are the whole catalog as long as it has no slices', async () => {
    render(
      TestPortal.create({
        [OUTLINE]: outlineOf([channel(0, { slice: undefined })]),
      }),
    );
    expect(await screen.findByText('The whole catalog')).toBeInTheDocument();
  });
});
