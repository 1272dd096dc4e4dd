import { oDataModelSchema } from '@remote-env/plugin-remote-env-common';
import {
  ASYNCAPI_1,
  CSDL,
  EDMX_2,
  EDMX_4,
} from './__testUtils__/corpus/samples';
import { useParser } from './__testUtils__/useParser';

jest.setTimeout(60_000);

describe('formats that pages show in another form', () => {
  const parser = useParser();

  it('reads the event types of AsyncAPI 1, as the older protocol names them', async () => {
    const text = JSON.stringify(ASYNCAPI_1);
    expect(await parser().parse('events', text)).toMatchObject({
      format: 'asyncapi-1',
      contentType: 'application/json',
      eventTypes: [
        { name: 'shop.order.created', version: 'v1' },
        { name: 'shop.order.paid', version: 'v1' },
      ],
      searchText: expect.stringContaining('An order was created'),
    });
    expect(
      JSON.parse(await parser().convert('asyncapi-1', text)),
    ).toMatchObject({
      asyncapi: '2.6.0',
      'x-converted-from': '1.2.0',
      channels: { 'shop/order/paid/v1': { subscribe: {} } },
    });
  });

  it('takes streams of AsyncAPI 1 with messages of any of its versions', async () => {
    const headers = { type: 'object', properties: { tenant: {} } };
    const text = [
      'asyncapi: 1.0.0',
      'info: {title: Orders, version: "1"}',
      'events:',
      '  receive:',
      `    - {name: order.created.v1, headers: ${JSON.stringify(
        headers,
      )}, payload: {type: object}}`,
    ].join('\n');
    expect(await parser().parse('events', text)).toMatchObject({
      format: 'asyncapi-1',
      contentType: 'application/yaml',
      eventTypes: [{ name: 'order.created', version: 'v1' }],
    });
    const converted = JSON.parse(await parser().convert('asyncapi-1', text));
    expect(converted.channels['/'].publish.message.oneOf[0].headers).toEqual(
      headers,
    );
  });

  it('says where in AsyncAPI 1 the conversion of it breaks rules', async () => {
    const text =
      'asyncapi: 1.2.0\ninfo: {title: a, version: "1"}\ntopics:\n  order.created:\n    publish: {summary: 5}\n';
    await expect(parser().parse('events', text)).rejects.toMatchObject({
      problem: {
        reason: expect.stringMatching(
          /^is not a valid AsyncAPI 1.2.0 document: \/topics\/order.created\/publish\/summary/,
        ),
        line: 5,
      },
    });
  });

  it.each([
    ['odata-edmx', '2.0', EDMX_2],
    ['odata-edmx', '4.0', EDMX_4],
    ['odata-csdl', '4.01', JSON.stringify(CSDL)],
  ] as const)('takes %s of OData %s', async (format, version, text) => {
    expect(await parser().parse('api', text)).toMatchObject({
      format,
      contentType:
        format === 'odata-edmx' ? 'application/xml' : 'application/json',
      eventTypes: [],
      searchText: expect.stringMatching(/^Orders\n(.|\n)*What it is known by/),
    });
    const model = oDataModelSchema.parse(
      JSON.parse(await parser().convert(format, text)),
    );
    expect(model).toMatchObject({
      version,
      entitySets: expect.arrayContaining([
        expect.objectContaining({ name: 'Orders', type: 'shop.Order' }),
      ]),
      types: expect.arrayContaining([
        expect.objectContaining({
          name: 'shop.Order',
          kind: 'entity',
          key: ['Code'],
          properties: expect.arrayContaining([
            expect.objectContaining({
              name: 'Code',
              nullable: false,
              description: 'What it is known by',
            }),
          ]),
          navigation: [
            expect.objectContaining({
              name: 'Items',
              type: 'shop.Item',
              collection: true,
            }),
          ],
        }),
      ]),
    });
    expect(model.operations.map(({ kind, name }) => [kind, name])).toEqual(
      version === '2.0'
        ? [['action', 'CancelOrder']]
        : [
            ['action', 'shop.Cancel'],
            ['function', 'Cheapest'],
          ],
    );
  });
});
