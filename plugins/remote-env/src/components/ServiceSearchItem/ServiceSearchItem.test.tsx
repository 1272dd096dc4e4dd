import { screen } from '@testing-library/react';
import { renderInPortal, TestPortal } from '../../__testUtils__';
import { OperationSearchItem } from './OperationSearchItem';
import { ServiceSearchItem } from './ServiceSearchItem';

const portal = TestPortal.create({});
const result = {
  title: 'Orders',
  text: 'Orders of the shop',
  location: '/remote-env/environments/shop/services/1',
  environment: 'shop',
  serviceId: '1',
  kinds: ['api', 'events'],
};

describe('ServiceSearchItem', () => {
  it('leads to the service and marks what was found', async () => {
    const { container } = renderInPortal(
      <ServiceSearchItem
        result={result}
        highlight={{
          preTag: '<b1>',
          postTag: '</b1>',
          fields: { text: '<b1>Orders</b1> of the shop' },
        }}
      />,
      { portal },
    );
    expect(await screen.findByRole('link', { name: 'Orders' })).toHaveAttribute(
      'href',
      '/remote-env/environments/shop/services/1',
    );
    expect(container.querySelector('mark')).toHaveTextContent('Orders');
    expect(screen.getByText('shop')).toBeInTheDocument();
  });

  it('shows nothing for a document of another kind', () => {
    renderInPortal(<ServiceSearchItem result={{ title: 'x' }} />, { portal });
    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.queryByText('x')).toBeNull();
  });
});

describe('OperationSearchItem', () => {
  it('leads to the operation and names its service', async () => {
    const location =
      '/remote-env/environments/shop/services/1/api?operation=GET%20%2Forders';
    renderInPortal(
      <OperationSearchItem
        result={{
          title: 'GET /orders',
          text: 'List orders',
          location,
          environment: 'shop',
          service: 'Orders',
          kind: 'operation',
        }}
      />,
      { portal },
    );
    expect(
      await screen.findByRole('link', { name: 'GET /orders' }),
    ).toHaveAttribute('href', location);
    expect(screen.getByText('shop / Orders')).toBeInTheDocument();
  });
});
