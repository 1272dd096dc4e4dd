import { openApiView } from './openapi';

const INVOKE =
  'http://localhost:7007/api/remote-env/v1/environments/shop/services/1/invoke';

describe('openApiView', () => {
  it('replaces every server of an OpenAPI 3 document', () => {
    const { document } = openApiView(
      {
        openapi: '3.1.0',
        servers: [{ url: 'https://evil.example' }],
        paths: {
          '/orders': {
            servers: [{ url: 'https://evil.example/path' }],
            get: {
              servers: [{ url: 'https://evil.example/operation' }],
              responses: {},
            },
          },
        },
      },
      INVOKE,
    );
    expect(document).toEqual({
      openapi: '3.1.0',
      servers: [{ url: INVOKE }],
      paths: { '/orders': { get: { responses: {} } } },
    });
  });

  it('replaces host, base path and schemes of a Swagger 2 document', () => {
    const { document } = openApiView(
      {
        swagger: '2.0',
        host: 'evil.example',
        basePath: '/v1',
        schemes: ['https'],
        paths: { '/orders': { get: { schemes: ['wss'], responses: {} } } },
      },
      `${INVOKE}/`,
    );
    expect(document).toMatchObject({
      host: 'localhost:7007',
      basePath: '/api/remote-env/v1/environments/shop/services/1/invoke',
      schemes: ['http'],
      paths: { '/orders': { get: { responses: {} } } },
    });
  });

  it('cuts references to other documents and keeps local ones', () => {
    const { document, externalReferences } = openApiView(
      {
        openapi: '3.0.0',
        paths: { '/a': { $ref: 'https://evil.example/a.json' } },
        components: {
          schemas: {
            Own: { $ref: '#/components/schemas/Other' },
            Far: { $ref: './far.yaml#/Far' },
            Named: {
              type: 'object',
              properties: { $ref: { type: 'string' } },
            },
          },
        },
      },
      INVOKE,
    );
    expect(externalReferences).toEqual([
      'https://evil.example/a.json',
      './far.yaml#/Far',
    ]);
    expect(document).toMatchObject({
      paths: {
        '/a': { description: 'Not loaded: https://evil.example/a.json' },
      },
      components: {
        schemas: {
          Own: { $ref: '#/components/schemas/Other' },
          Far: { description: 'Not loaded: ./far.yaml#/Far' },
          Named: { properties: { $ref: { type: 'string' } } },
        },
      },
    });
  });

  it('leaves the document that it was given alone', () => {
    const given = { openapi: '3.0.0', servers: [], paths: {} };
    openApiView(given, INVOKE);
    expect(given).toEqual({ openapi: '3.0.0', servers: [], paths: {} });
  });

  it('bears documents that contain themselves', () => {
    const loop: Record<string, unknown> = { openapi: '3.0.0', paths: {} };
    loop['x-self'] = loop;
    expect(openApiView(loop, INVOKE).document.openapi).toBe('3.0.0');
  });
});
