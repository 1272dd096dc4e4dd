import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  orders,
  page,
  problem,
  renderInPortal,
  TestPortal,
} from '../../__testUtils__';
import { ServicePage } from './ServicePage';

const SERVICE = `/v1/environments/shop/services/${orders.id}`;

function show(tab: string, handlers: Parameters<typeof TestPortal.create>[0]) {
  return renderInPortal(<ServicePage />, {
    portal: TestPortal.create({
      [`GET ${SERVICE}`]: { body: orders },
      'GET /v1/bindings': page([]),
      ...handlers,
    }),
    mountPath: '/remote-env/environments/:name/services/:serviceId/*',
    at: `/remote-env/environments/shop/services/${orders.id}/${tab}`,
  });
}

describe('ServicePage', () => {
  it('has a tab for everything that the service brings along', async () => {
    show('details', {});
    expect(
      await screen.findByRole('heading', { name: 'Orders' }),
    ).toBeInTheDocument();
    for (const name of [
      'API',
      'Events',
      'Guides',
      'Use it',
      'Versions',
      'Quality',
      'Details',
    ]) {
      expect(screen.getByRole('link', { name })).toBeInTheDocument();
    }
    expect(screen.getByText('/shop/orders')).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Download: API specification' }),
    ).toBeInTheDocument();
  });

  it('leaves out what the service has nothing for', async () => {
    show('', {
      [`GET ${SERVICE}`]: {
        body: { ...orders, kinds: ['events'], documents: [] },
      },
    });
    expect(
      await screen.findByRole('link', { name: 'Events' }),
    ).toBeInTheDocument();
    for (const name of ['API', 'Guides', 'Quality']) {
      expect(screen.queryByRole('link', { name })).not.toBeInTheDocument();
    }
    expect(screen.getByText('order.created:v1')).toBeInTheDocument();
  });

  it('says when it was called last, and that calls fail', async () => {
    const calls = {
      lastAt: '2026-11-21T11:00:00.000Z',
      answers: false,
      problem: 'answered 503',
    };
    show('details', { [`GET ${SERVICE}`]: { body: { ...orders, calls } } });
    expect(
      await screen.findByText('Calls of this service fail'),
    ).toBeInTheDocument();
    expect(screen.getByText('The last one: answered 503')).toBeInTheDocument();
    expect(screen.getByText('Last call')).toBeInTheDocument();
  });

  it('shows the pages of its documentation', async () => {
    show('guides', {
      [`GET ${SERVICE}/documents/documentation`]: {
        body: {
          docs: [
            { title: 'Intro', type: 'md', source: '# Welcome' },
            { title: 'Errors', type: 'md', source: '# What may go wrong' },
          ],
        },
      },
    });
    expect(
      await screen.findByRole('heading', { name: 'Welcome' }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Errors' }));
    expect(
      await screen.findByRole('heading', { name: 'What may go wrong' }),
    ).toBeInTheDocument();
  });

  it('says that there is none', async () => {
    show('', { [`GET ${SERVICE}`]: problem(404, 'NotFoundError', 'no') });
    expect(
      await screen.findByText('There is no such service'),
    ).toBeInTheDocument();
  });
});
