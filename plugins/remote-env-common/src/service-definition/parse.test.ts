import { ServiceDefinitionError } from './errors';
import { parseServiceDefinition, requestParametersOf } from './parse';

const api = { targetUrl: 'https://orders.acme.test/api' };
const minimal = { provider: 'Acme', name: 'Orders', description: 'd', api };

const full = {
  provider: 'Acme',
  name: 'Orders',
  description: 'Order API',
  shortDescription: 'Orders',
  identifier: 'acme-orders-v1',
  labels: { team: 'checkout' },
  api: {
    targetUrl: 'https://orders.acme.test/api',
    apiType: 'OpenApi',
    spec: { swagger: '2.0', deep: { value: null } },
    specificationUrl: 'https://orders.acme.test/openapi.json',
    specificationCredentials: { basic: { username: 'u', password: 'p' } },
    specificationRequestParameters: { headers: { 'X-A': ['1'] } },
    requestParameters: {
      headers: { 'X-Tenant': ['7'] },
      queryParameters: { client: ['100', '200'] },
    },
    credentials: {
      oauth: {
        url: 'https://idp.acme.test/token',
        clientId: 'c',
        clientSecret: 's',
        requestParameters: { headers: {}, queryParameters: {} },
        csrfInfo: { tokenEndpointURL: 'https://orders.acme.test/csrf' },
      },
    },
  },
  events: { spec: { asyncapi: '2.0.0' } },
  documentation: {
    displayName: 'Orders',
    description: 'd',
    type: 'guide',
    tags: ['x'],
    docs: [{ title: 'Intro', type: 'md', source: '# hi' }],
  },
};

function problemOf(body: unknown): string {
  try {
    parseServiceDefinition(body);
    return 'none';
  } catch (error) {
    if (!(error instanceof ServiceDefinitionError)) {
      throw error;
    }
    const [, problem] = error.message.split(
      'Failed to validate request body, Incorrect structure of service definition, ',
    );
    return problem ?? error.message;
  }
}

describe('parseServiceDefinition', () => {
  it('takes every field of application-connector 2.3 and leaves specs alone', () => {
    expect(parseServiceDefinition(full)).toMatchObject(full);
  });

  it('ignores unknown fields and takes null and empty optional texts as absent', () => {
    const parsed = parseServiceDefinition({
      ...minimal,
      identifier: '',
      shortDescription: null,
      labels: null,
      somethingNew: { a: 1 },
      api: {
        ...api,
        apiType: '',
        specificationUrl: null,
        spec: null,
        credentials: { oauth: null, basic: null },
        later: true,
      },
      events: null,
      documentation: null,
    });
    expect(parsed).toEqual({
      provider: 'Acme',
      name: 'Orders',
      description: 'd',
      api: { targetUrl: 'https://orders.acme.test/api', credentials: {} },
    });
  });

  it.each<[string, unknown, string]>([
    ['no object', 'text', 'body must be a JSON object.'],
    ['a list', [], 'body must be a JSON object.'],
    ['nothing', undefined, 'body must be a JSON object.'],
    [
      'no provider',
      { ...minimal, provider: undefined },
      'Provider field cannot be empty.',
    ],
    ['null name', { ...minimal, name: null }, 'Name field cannot be empty.'],
    [
      'empty description',
      { ...minimal, description: '' },
      'Description field cannot be empty.',
    ],
    [
      'a number for a text',
      { ...minimal, provider: 7 },
      'Provider field must be a string.',
    ],
    [
      'a long name',
      { ...minimal, name: 'x'.repeat(257) },
      'Name field must not exceed 256 characters.',
    ],
    [
      'neither api nor events',
      { ...minimal, api: undefined },
      'At least one of api and events must be given: api field and events field cannot both be empty.',
    ],
    ['api no object', { ...minimal, api: [] }, 'api field must be an object.'],
    [
      'no target',
      { ...minimal, api: {} },
      'api.targetUrl: targetUrl field cannot be empty.',
    ],
    [
      'a relative target',
      { ...minimal, api: { targetUrl: '/orders' } },
      'api.targetUrl: targetUrl field is not an absolute http or https URL.',
    ],
    [
      'a target of another scheme',
      { ...minimal, api: { targetUrl: 'file:///etc/passwd' } },
      'api.targetUrl: targetUrl field is not an absolute http or https URL.',
    ],
    [
      'credentials in the target',
      { ...minimal, api: { targetUrl: 'https://u:p@acme.test' } },
      'api.targetUrl: targetUrl field must not contain a user name or password.',
    ],
    [
      'a bad specification URL',
      { ...minimal, api: { ...api, specificationUrl: 'x' } },
      'api.specificationUrl: specificationUrl field is not an absolute http or https URL.',
    ],
    [
      'events without spec',
      { ...minimal, events: {} },
      'events.spec: events spec field cannot be empty.',
    ],
    [
      'two credential types',
      {
        ...minimal,
        api: {
          ...api,
          credentials: {
            basic: { username: 'u', password: 'p' },
            oauth: full.api.credentials.oauth,
          },
        },
      },
      'api.credentials: to many authentication methods provided: oauth, basic.',
    ],
    [
      'an unknown credential type',
      { ...minimal, api: { ...api, credentials: { saml: {} } } },
      'api.credentials: credentials field must hold one of oauth, oauthWithCertificate, basic, certificateGen.',
    ],
    [
      'oauth without url',
      {
        ...minimal,
        api: {
          ...api,
          credentials: { oauth: { clientId: 'c', clientSecret: 's' } },
        },
      },
      'api.credentials.oauth.url: oauth url field cannot be empty.',
    ],
    [
      'OAuth with a certificate and without its key',
      {
        ...minimal,
        api: {
          ...api,
          credentials: {
            oauthWithCertificate: {
              url: 'https://idp.acme.test/token',
              clientId: 'c',
              certificate: 'PEM',
            },
          },
        },
      },
      'api.credentials.oauthWithCertificate.key: oauthWithCertificate key field cannot be empty.',
    ],
    [
      'basic without password',
      {
        ...minimal,
        api: { ...api, credentials: { basic: { username: 'u' } } },
      },
      'api.credentials.basic.password: basic password field cannot be empty.',
    ],
    [
      'CSRF without endpoint',
      {
        ...minimal,
        api: {
          ...api,
          credentials: {
            certificateGen: { commonName: 'cn', csrfInfo: {} },
          },
        },
      },
      'api.credentials.certificateGen.csrfInfo.tokenEndpointURL: csrfInfo tokenEndpointURL field cannot be empty.',
    ],
    [
      'a header that splits the request',
      { ...minimal, api: { ...api, headers: { 'X-A': ['a\r\nX-B: b'] } } },
      'api.headers.X-A.0: headers values hold characters that cannot be sent.',
    ],
    [
      'a header name that cannot be sent',
      { ...minimal, api: { ...api, headers: { 'X A': ['1'] } } },
      'api.headers.X A: headers must not hold names that cannot be sent.',
    ],
    [
      'a header that says where a message ends',
      { ...minimal, api: { ...api, headers: { 'Content-Length': ['1'] } } },
      'api.headers.Content-Length: headers must not hold names that cannot be sent.',
    ],
    [
      'a header with a plain text',
      { ...minimal, api: { ...api, headers: { 'X-A': '1' } } },
      'api.headers.X-A: headers must map each name to a list of strings.',
    ],
    [
      'documentation without type',
      { ...minimal, documentation: { displayName: 'D', description: 'd' } },
      'documentation.type: documentation type field cannot be empty.',
    ],
    [
      'a label that is no text',
      { ...minimal, labels: { team: 1 } },
      'labels.team: label values must be strings.',
    ],
    [
      'too many labels',
      {
        ...minimal,
        labels: Object.fromEntries(
          Array.from({ length: 65 }, (_, i) => [`l${i}`, '']),
        ),
      },
      'labels field must not hold more than 64 labels.',
    ],
  ])('refuses %s', (_, body, problem) => {
    expect(problemOf(body)).toBe(problem);
  });

  it('names the field apart from the message', () => {
    expect(() => parseServiceDefinition({ ...minimal, api: {} })).toThrow(
      expect.objectContaining({ field: 'api.targetUrl' }),
    );
  });
});

describe('requestParametersOf', () => {
  it('prefers requestParameters to the deprecated form', () => {
    const headers = { 'X-Old': ['1'] };
    const queryParameters = { old: ['1'] };
    const parsed = (more: object) => requestParametersOf({ ...api, ...more });
    expect(parsed({ headers, queryParameters })).toEqual({
      headers,
      queryParameters,
    });
    expect(
      parsed({ headers, requestParameters: { headers: { 'X-New': ['2'] } } }),
    ).toEqual({ headers: { 'X-New': ['2'] }, queryParameters: {} });
    expect(parsed({ headers, requestParameters: {} })).toBeUndefined();
    expect(parsed({})).toBeUndefined();
  });
});
