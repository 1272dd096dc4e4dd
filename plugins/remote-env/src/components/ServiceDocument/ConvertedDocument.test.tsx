import type { ODataModel } from '@remote-env/plugin-remote-env-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, renderInPortal, TestPortal } from '../../__testUtils__';
import { ServiceDocument } from './ServiceDocument';

const DOCUMENT = `GET /v1/environments/shop/services/${orders.id}/documents`;

const MODEL: ODataModel = {
  version: '4.01',
  entitySets: [
    { name: 'Orders', type: 'shop.Order', description: '<b>All</b> orders' },
  ],
  singletons: [],
  operations: [
    {
      kind: 'action',
      name: 'shop.Cancel',
      bound: true,
      parameters: [{ name: 'order', type: 'shop.Order' }],
    },
  ],
  types: [
    {
      kind: 'entity',
      name: 'shop.Order',
      key: ['Code'],
      properties: [
        { name: 'Code', type: 'Edm.String', nullable: false, maxLength: '10' },
        { name: 'Status', type: 'shop.Status' },
      ],
      navigation: [],
      members: [],
    },
    {
      kind: 'enum',
      name: 'shop.Status',
      key: [],
      properties: [],
      navigation: [],
      members: [{ name: 'Paid', value: '1' }],
    },
  ],
};

function given(role: 'apiSpec' | 'eventSpec', format: string) {
  const document = orders.documents.find(item => item.role === role);
  if (!document) {
    throw new Error(`No ${role}`);
  }
  return (
    <ServiceDocument service={orders} document={{ ...document, format }} />
  );
}

/** What the portal answers to either form of a document. */
function portalWith(
  role: string,
  readable: object,
  registered: string,
): TestPortal {
  return TestPortal.create({
    [`${DOCUMENT}/${role}`]: ({ query }) => ({
      body: query.get('form') === 'readable' ? readable : registered,
    }),
  });
}

// There is no layout here, and so nothing to scroll; that it is asked for is what a link needs.
const scrolled = jest.fn();
HTMLElement.prototype.scrollIntoView = scrolled;

/** The renderers are large: loading them counts for no test. */
beforeAll(async () => {
  await import('../ODataView');
  await import('../AsyncApiView');
});

describe('documents that are shown in another form', () => {
  it('shows entity sets, operations and types of OData, finds them, and has the original', async () => {
    const { container } = renderInPortal(given('apiSpec', 'odata-edmx'), {
      portal: portalWith('apiSpec', MODEL, '<edmx:Edmx/>'),
    });
    expect(await screen.findByText('OData 4.01')).toBeInTheDocument();
    expect(await screen.findByText('<b>All</b> orders')).toBeInTheDocument();

    await userEvent.click(
      screen.getByText('Orders', { selector: 'summary *' }),
    );
    const table = await screen.findByRole('table');
    const code = within(table).getByRole('row', { name: /Code/ });
    expect(code).toHaveTextContent('CodeKeyString up to 10, required');
    expect(within(table).getByRole('link', { name: 'Status' })).toHaveAttribute(
      'href',
      expect.stringMatching(/#type\/shop\.Status$/),
    );

    await userEvent.click(within(table).getByRole('link', { name: 'Status' }));
    await waitFor(() =>
      expect(
        container.querySelector('[id="type/shop.Status"]'),
      ).toHaveAttribute('open'),
    );
    expect(await screen.findByText('Paid')).toBeInTheDocument();
    expect(scrolled).toHaveBeenCalled();

    await userEvent.type(screen.getByRole('searchbox'), 'cancel');
    await waitFor(() =>
      expect(screen.queryByText('<b>All</b> orders')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('shop.Cancel')).toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Show as registered' }),
    );
    expect(await screen.findByText('<edmx:Edmx/>')).toBeInTheDocument();
  });

  it('says that AsyncAPI 1 was converted, and has the original', async () => {
    const { container } = renderInPortal(given('eventSpec', 'asyncapi-1'), {
      portal: portalWith(
        'eventSpec',
        {
          asyncapi: '2.6.0',
          'x-converted-from': '1.2.0',
          info: { title: 'Order events', version: '1' },
          channels: { 'order/created/v1': { publish: { message: {} } } },
        },
        'asyncapi: 1.2.0',
      ),
    });
    expect(
      await screen.findByText(/^Converted from AsyncAPI 1\.2\.0/),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(container.querySelector('.aui-root')).toHaveTextContent(
        'order/created/v1',
      ),
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Show as registered' }),
    );
    expect(await screen.findByText('asyncapi: 1.2.0')).toBeInTheDocument();
  });

  it('says so when what the portal answers cannot be shown', async () => {
    renderInPortal(given('apiSpec', 'odata-csdl'), {
      portal: portalWith('apiSpec', { version: 5 }, '{}'),
    });
    expect(
      await screen.findByText('This document cannot be rendered'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Show as registered' }),
    ).toBeInTheDocument();
  });
});
