/** Definitions of services as systems send them. */

export const OPENAPI = {
  openapi: '3.0.3',
  info: { title: 'Orders API', version: '1.0.0' },
  paths: {
    '/orders/{code}': {
      get: {
        summary: 'Find an order',
        parameters: [
          {
            name: 'code',
            in: 'path',
            required: true,
            schema: { type: 'string' },
          },
        ],
        responses: { 200: { description: 'The order' } },
      },
    },
  },
};

export const ASYNCAPI = [
  'asyncapi: 2.6.0',
  'info: {title: Order events, version: 1.0.0}',
  'channels:',
  '  order.created.v1:',
  '    subscribe: {message: {payload: {type: object}}}',
  '',
].join('\n');

export const DOCUMENTATION = {
  displayName: 'Orders',
  description: 'How to order',
  type: 'guide',
  tags: ['orders'],
  docs: [{ title: 'Intro', type: 'md', source: '# Ordering' }],
};

export const MINIMAL = {
  provider: 'Acme',
  name: 'Orders',
  description: 'Everything about orders',
  api: { targetUrl: 'https://orders.acme.test/api' },
};

export const OAUTH = {
  oauth: {
    url: 'https://orders.acme.test/token',
    clientId: 'client-1',
    clientSecret: 'secret-1',
  },
};

export const FULL = {
  ...MINIMAL,
  shortDescription: 'Orders',
  identifier: 'acme-orders-v1',
  labels: { team: 'checkout' },
  api: {
    ...MINIMAL.api,
    spec: OPENAPI,
    credentials: OAUTH,
    requestParameters: {
      headers: { 'X-Tenant': ['7'] },
      queryParameters: { client: ['100'] },
    },
  },
  events: { spec: ASYNCAPI },
  documentation: DOCUMENTATION,
};
