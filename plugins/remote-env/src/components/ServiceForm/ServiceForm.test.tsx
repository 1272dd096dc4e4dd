import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { orders, renderInPortal, TestPortal } from '../../__testUtils__';
import { EditServicePage, RegisterServicePage } from '.';

const CHECK = 'POST /v1/environments/shop/service-check';
const REGISTER = 'POST /v1/environments/shop/services';
const SERVICE = `/v1/environments/shop/services/${orders.id}`;
const FINE = { problems: [], documents: [], eventTypes: [] };
const OPENAPI = `openapi: 3.1.0
info: {title: Stock, version: "1", description: What is there}
servers: [{url: "https://stock.acme.test/api"}]
paths: {}
`;

jest.setTimeout(60_000);

function field(name: string) {
  return screen.findByRole('textbox', { name });
}

function register(portal: TestPortal) {
  return renderInPortal(<RegisterServicePage />, {
    portal,
    mountPath: '/remote-env/environments/:name/register',
    at: '/remote-env/environments/shop/register',
  });
}

describe('the form for services', () => {
  it('reads what it can from files, tells the others, and registers', async () => {
    const portal = TestPortal.create({
      [CHECK]: { body: FINE },
      [REGISTER]: { status: 201, body: orders },
    });
    register(portal);
    await field('API document');
    const [files] = screen.getAllByLabelText('Choose files', {
      selector: 'input',
    });
    await userEvent.upload(files!, [
      new File([OPENAPI], 'stock.yaml'),
      new File(['# How to\n\nAsk.'], 'guide.md'),
      new File(['x'], 'notes.txt'),
    ]);
    expect(await screen.findByText(/one too many: notes.txt/)).toBeVisible();
    expect(await field('Name')).toHaveValue('Stock');
    expect(await field('Target URL')).toHaveValue(
      'https://stock.acme.test/api',
    );
    expect(await field('Title')).toHaveValue('How to');
    await userEvent.type(await field('Provider'), 'Acme');
    await screen.findByText('It can be registered as it is.');
    await userEvent.click(screen.getByRole('button', { name: 'Register' }));
    await waitFor(() => expect(portal.asked(REGISTER)).toHaveLength(1));
    expect(JSON.parse(portal.asked(REGISTER)[0]?.body ?? '')).toEqual({
      provider: 'Acme',
      name: 'Stock',
      description: 'What is there',
      labels: {},
      api: { targetUrl: 'https://stock.acme.test/api', spec: OPENAPI },
      documentation: {
        displayName: 'Stock',
        description: 'What is there',
        type: 'guide',
        docs: [{ title: 'How to', type: 'md', source: '# How to\n\nAsk.' }],
      },
    });
  });

  it('leads from each problem to its place, and sends nothing meanwhile', async () => {
    const portal = TestPortal.create({
      [CHECK]: {
        body: {
          ...FINE,
          problems: [
            { field: 'api.spec', problem: 'is wrong', line: 2, column: 3 },
            { field: 'provider', problem: 'Provider field cannot be empty.' },
          ],
        },
      },
    });
    register(portal);
    const document = await field('API document');
    await userEvent.type(document, 'openapi: 3{Enter}  x: 1');
    const problem = await screen.findByRole('button', {
      name: 'api.spec, line 2, column 3: is wrong',
    });
    // Nobody was there yet.
    expect(screen.queryByRole('button', { name: /provider/ })).toBeNull();
    await userEvent.click(problem);
    expect(document).toHaveFocus();
    expect(document).toHaveProperty('selectionStart', 13);
    await userEvent.click(screen.getByRole('button', { name: 'Register' }));
    expect(
      await screen.findByRole('button', { name: /^provider: / }),
    ).toBeVisible();
    expect(portal.asked(REGISTER)).toHaveLength(0);
  });

  it('edits what is there, and keeps what no field shows', async () => {
    const { documents } = orders;
    const portal = TestPortal.create({
      [`GET ${SERVICE}`]: {
        body: { ...orders, etag: '"7"', documents: documents.slice(0, 1) },
      },
      [`GET ${SERVICE}/definition`]: {
        body: {
          provider: 'Acme',
          name: 'Orders',
          description: 'd',
          labels: { team: 'a b' },
          api: {
            targetUrl: 'https://shop.example',
            apiType: 'OpenApi',
            credentials: {
              oauth: {
                url: 'https://shop.example/token',
                clientId: '********',
                clientSecret: '********',
                requestParameters: { headers: { a: ['********'] } },
              },
            },
          },
        },
      },
      [`GET ${SERVICE}/documents/apiSpec`]: { body: OPENAPI },
      [CHECK]: { body: { ...FINE, changes: ['provider'] } },
      [`PUT ${SERVICE}`]: { body: orders },
    });
    renderInPortal(<EditServicePage />, {
      portal,
      mountPath: '/remote-env/environments/:name/services/:serviceId/edit',
      at: `/remote-env/environments/shop/services/${orders.id}/edit`,
    });
    await userEvent.type(await field('Provider'), ' Ltd');
    await screen.findByText('Changes: provider');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(portal.asked(`PUT ${SERVICE}`)).toHaveLength(1));
    const [sent] = portal.asked(`PUT ${SERVICE}`);
    expect(sent?.headers.get('if-match')).toBe('"7"');
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      provider: 'Acme Ltd',
      name: 'Orders',
      description: 'd',
      labels: { team: 'a b' },
      api: {
        targetUrl: 'https://shop.example',
        apiType: 'OpenApi',
        spec: OPENAPI,
        credentials: {
          oauth: {
            url: 'https://shop.example/token',
            clientId: '********',
            clientSecret: '********',
            requestParameters: { headers: { a: ['********'] } },
          },
        },
      },
    });
  });

  it('shows the certificate that a system brought, and replaces it with its key', async () => {
    const oauthWithCertificate = {
      url: 'https://shop.example/token',
      clientId: '********',
      certificate: 'QSBjZXJ0aWZpY2F0ZQ==',
      key: '********',
    };
    const portal = TestPortal.create({
      [`GET ${SERVICE}`]: { body: { ...orders, etag: '"7"', documents: [] } },
      [`GET ${SERVICE}/definition`]: {
        body: {
          provider: 'Acme',
          name: 'Orders',
          description: 'd',
          labels: {},
          api: {
            targetUrl: 'https://shop.example',
            credentials: { oauthWithCertificate },
          },
        },
      },
      [CHECK]: { body: { ...FINE, changes: ['api.credentials'] } },
      [`PUT ${SERVICE}`]: { body: orders },
    });
    renderInPortal(<EditServicePage />, {
      portal,
      mountPath: '/remote-env/environments/:name/services/:serviceId/edit',
      at: `/remote-env/environments/shop/services/${orders.id}/edit`,
    });
    const certificate = await field('Client certificate');
    expect(certificate).toHaveValue(oauthWithCertificate.certificate);
    const key = await field('Its key');
    expect(key).toHaveValue('********');
    await userEvent.clear(certificate);
    await userEvent.type(certificate, 'another certificate');
    await userEvent.clear(key);
    await userEvent.type(key, 'another key');
    await screen.findByText('Changes: api.credentials');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(portal.asked(`PUT ${SERVICE}`)).toHaveLength(1));
    const [sent] = portal.asked(`PUT ${SERVICE}`);
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      api: {
        credentials: {
          oauthWithCertificate: {
            ...oauthWithCertificate,
            certificate: 'another certificate',
            key: 'another key',
          },
        },
      },
    });
  });
});
