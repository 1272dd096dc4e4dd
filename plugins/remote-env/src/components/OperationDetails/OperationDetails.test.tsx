import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInPortal, TestPortal } from '../../__testUtils__';
import { operationView } from '../../lib/documents/operation/operationView';
import { OperationDetails } from './OperationDetails';

const ORDER = {
  type: 'object',
  required: ['code'],
  properties: {
    code: { type: 'string', description: 'Which **one**' },
    state: {
      enum: Array.from({ length: 20 }, (_, index) => `state-${index}`),
    },
    customer: {
      type: 'object',
      properties: { town: { type: 'string', description: 'Where' } },
    },
    parent: { $ref: '#/components/schemas/Order' },
  },
};
const DOCUMENT = {
  openapi: '3.1.0',
  paths: {
    '/orders/{code}': {
      put: {
        description: '# Changes it\n\n<script>window.hacked = true</script>',
        operationId: 'changeOrder',
        deprecated: true,
        externalDocs: { url: 'https://example.com/docs' },
        parameters: [
          { name: 'code', in: 'path', required: true, description: 'Its code' },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': {
              schema: { $ref: '#/components/schemas/Order' },
            },
            'text/csv': { example: 'code;state' },
          },
        },
        responses: {
          200: {
            description: 'Changed',
            headers: { Age: { schema: { type: 'integer' } } },
          },
          404: {
            description: 'Gone',
            content: { 'application/json': { schema: { type: 'boolean' } } },
          },
        },
      },
    },
  },
  components: { schemas: { Order: ORDER } },
};

function show(document: Parameters<typeof operationView>[0] = DOCUMENT) {
  const operation = operationView(document);
  if (!operation) {
    throw new Error('No operation');
  }
  return renderInPortal(<OperationDetails operation={operation} />, {
    portal: TestPortal.create({}),
  });
}

const part = async (name: string | RegExp) =>
  within(await screen.findByRole('region', { name }));

describe('OperationDetails', () => {
  it('says what an operation does, needs and answers, without scripts', async () => {
    const { container } = show();
    expect(
      await screen.findByRole('heading', { name: 'Changes it' }),
    ).toBeInTheDocument();
    expect(container.querySelector('script')).toBeNull();
    expect(screen.getByText('PUT /orders/{code}')).toBeInTheDocument();
    expect(screen.getByText('changeOrder')).toBeInTheDocument();
    expect(screen.getByText('Deprecated')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Documentation elsewhere' }),
    ).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    const parameters = await part('Parameters');
    expect(parameters.getByText('In the path')).toBeInTheDocument();
    expect(parameters.getByText('Its code')).toBeInTheDocument();
    const responses = await part('Responses');
    expect(responses.getByRole('button', { name: '200' })).toHaveAttribute(
      'aria-expanded',
      'true',
    );
    expect(responses.getByText('Age')).toBeInTheDocument();
    expect(responses.queryByText('boolean')).toBeNull();
    await userEvent.click(responses.getByRole('button', { name: '404' }));
    expect(responses.getByText('boolean')).toBeInTheDocument();
  });

  it('opens schemas level by level, by keyboard too', async () => {
    show();
    const body = await part('Request body');
    expect(body.getByText('one')).toBeInTheDocument();
    expect(body.queryByText('town')).toBeNull();
    body.getByRole('button', { name: /^customer/ }).focus();
    await userEvent.keyboard('{Enter}');
    expect(body.getByText('town')).toBeInTheDocument();
    expect(body.getByText('as above')).toBeInTheDocument();
    await userEvent.click(body.getByRole('button', { name: /^parent/ }));
    expect(body.getAllByText('customer')).toHaveLength(2);
  });

  it('folds long lists of choices', async () => {
    show();
    const body = await part('Request body');
    expect(body.queryByText('state-19')).toBeNull();
    await userEvent.click(body.getByRole('button', { name: '12 more' }));
    expect(body.getByText('state-19')).toBeInTheDocument();
  });

  it('has examples, also in other media types', async () => {
    show();
    const body = await part('Request body');
    await userEvent.click(body.getByRole('button', { name: 'Example' }));
    expect(body.getByText('Made from the schema.')).toBeInTheDocument();
    expect(body.getByText(/"code": "text"/)).toBeInTheDocument();
    await userEvent.selectOptions(
      body.getByRole('combobox', { name: 'Media type' }),
      'text/csv',
    );
    expect(body.getByText('code;state')).toBeInTheDocument();
  });

  it('draws the first of many properties, and more when they are wanted', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 120 }, (_, index) => [`p${index}`, {}]),
    );
    show({
      openapi: '3.1.0',
      paths: {
        '/a': {
          post: {
            requestBody: {
              content: { 'application/json': { schema: { properties } } },
            },
          },
        },
      },
    });
    const body = await part('Request body');
    expect(body.queryByText('p50')).toBeNull();
    await userEvent.click(body.getByRole('button', { name: 'Show 50 more' }));
    expect(body.getByText('p99')).toBeInTheDocument();
    await userEvent.click(body.getByRole('button', { name: 'Show 20 more' }));
    expect(body.getByText('p119')).toBeInTheDocument();
  });
});
