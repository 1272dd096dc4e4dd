import { stringify } from 'yaml';

const TEXT = { type: 'string' };
const URL_TEXT = { type: 'string', format: 'uri' };
const SECRET = { type: 'string', description: 'Answered as ********.' };
const TEXTS = { type: 'object', additionalProperties: TEXT };
const VALUES = {
  type: 'object',
  additionalProperties: { type: 'array', items: TEXT },
};

function object(properties: Record<string, object>, required: string[] = []) {
  return {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties,
  };
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function json(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } };
}

function refused(description: string) {
  return json(description, ref('Error'));
}

const REFUSALS = {
  '400': refused('The definition breaks a rule; the text names the field.'),
  '401': refused('No client certificate.'),
  '403': refused('The certificate is not of this environment.'),
  '502': refused('api.specificationUrl could not be fetched.'),
  '503': refused('Not possible now; see Retry-After.'),
};
const UNKNOWN = { '404': refused('No such service.') };
const STALE = { '412': refused('Not the service that If-Match names.') };
const TOO_LARGE = { '413': refused('The body is too large.') };
const IF_MATCH = { name: 'If-Match', in: 'header', schema: TEXT };
const ETAG = { ETag: { schema: TEXT } };
const DEFINITION = {
  required: true,
  content: { 'application/json': { schema: ref('Service') } },
};

const schemas = {
  Error: object({ code: { type: 'integer' }, error: TEXT }, ['code', 'error']),
  ServiceId: object({ id: TEXT }, ['id']),
  ServiceInfo: object(
    {
      id: TEXT,
      provider: TEXT,
      name: TEXT,
      description: TEXT,
      identifier: TEXT,
      labels: TEXTS,
    },
    ['id', 'provider', 'name', 'description', 'labels'],
  ),
  Page: object(
    {
      items: { type: 'array', items: ref('ServiceInfo') },
      continue: { ...TEXT, description: 'Present while there are more.' },
    },
    ['items'],
  ),
  RequestParameters: object({ headers: VALUES, queryParameters: VALUES }),
  CsrfInfo: object({ tokenEndpointURL: URL_TEXT }, ['tokenEndpointURL']),
  OAuth: object(
    {
      url: URL_TEXT,
      clientId: SECRET,
      clientSecret: SECRET,
      requestParameters: ref('RequestParameters'),
      csrfInfo: ref('CsrfInfo'),
    },
    ['url', 'clientId', 'clientSecret'],
  ),
  OAuthWithCertificate: object(
    {
      url: URL_TEXT,
      clientId: SECRET,
      certificate: {
        ...TEXT,
        description:
          'PEM or base64 of PEM, with those above it after it; not masked in answers.',
      },
      key: {
        ...SECRET,
        description: 'PEM or base64 of PEM, without a password.',
      },
      requestParameters: ref('RequestParameters'),
      csrfInfo: ref('CsrfInfo'),
    },
    ['url', 'clientId', 'certificate', 'key'],
  ),
  Basic: object(
    { username: SECRET, password: SECRET, csrfInfo: ref('CsrfInfo') },
    ['username', 'password'],
  ),
  CertificateGen: object(
    {
      commonName: TEXT,
      certificate: {
        type: 'string',
        description:
          'Only in answers: base64 of PEM, for the target to trust. The key stays with us.',
      },
      csrfInfo: ref('CsrfInfo'),
    },
    ['commonName'],
  ),
  Api: object(
    {
      targetUrl: URL_TEXT,
      apiType: TEXT,
      spec: {
        description:
          'Swagger 2.0, OpenAPI 3.0 to 3.2, or OData 2 to 4, as JSON or as a string that holds JSON, YAML or XML.',
      },
      specificationUrl: {
        ...URL_TEXT,
        description:
          'Fetched once, when there is no spec; for the apiType OData its $metadata without this, too.',
      },
      specificationCredentials: {
        description: 'For that one fetch; not kept. One of the two.',
        ...object({ oauth: ref('OAuth'), basic: ref('Basic') }),
      },
      specificationRequestParameters: ref('RequestParameters'),
      requestParameters: {
        description: 'Added to calls that lack them.',
        ...ref('RequestParameters'),
      },
      headers: { ...VALUES, deprecated: true },
      queryParameters: { ...VALUES, deprecated: true },
      credentials: {
        description: 'One of them at most.',
        ...object({
          oauth: ref('OAuth'),
          oauthWithCertificate: ref('OAuthWithCertificate'),
          basic: ref('Basic'),
          certificateGen: ref('CertificateGen'),
        }),
      },
    },
    ['targetUrl'],
  ),
  Events: object(
    {
      spec: {
        description:
          'AsyncAPI 1, 2 or 3, as JSON or as a string that holds JSON or YAML.',
      },
    },
    ['spec'],
  ),
  Documentation: object(
    {
      displayName: TEXT,
      description: TEXT,
      type: TEXT,
      tags: { type: 'array', items: TEXT },
      docs: {
        type: 'array',
        items: object({
          title: TEXT,
          type: TEXT,
          source: { ...TEXT, description: 'Markdown.' },
        }),
      },
    },
    ['displayName', 'description', 'type'],
  ),
  Service: {
    description: 'At least one of api and events.',
    ...object(
      {
        provider: TEXT,
        name: TEXT,
        description: TEXT,
        shortDescription: TEXT,
        identifier: {
          ...TEXT,
          description: 'Unique within the environment; never changes.',
        },
        labels: TEXTS,
        api: ref('Api'),
        events: ref('Events'),
        documentation: ref('Documentation'),
      },
      ['provider', 'name', 'description'],
    ),
  },
};

const services = {
  get: {
    operationId: 'listServices',
    summary: 'Registered services; a plain list, or pages when asked for',
    parameters: [
      {
        name: 'limit',
        in: 'query',
        schema: { type: 'integer', minimum: 1, maximum: 1000 },
      },
      { name: 'continue', in: 'query', schema: TEXT },
    ],
    responses: {
      '200': json('The services.', {
        oneOf: [{ type: 'array', items: ref('ServiceInfo') }, ref('Page')],
      }),
      ...REFUSALS,
    },
  },
  post: {
    operationId: 'registerService',
    summary: 'Register a service',
    requestBody: DEFINITION,
    responses: {
      '200': { ...json('Its id.', ref('ServiceId')), headers: ETAG },
      ...REFUSALS,
      '409': refused('The identifier is taken.'),
      ...TOO_LARGE,
    },
  },
};

const service = {
  parameters: [{ name: 'id', in: 'path', required: true, schema: TEXT }],
  get: {
    operationId: 'getService',
    summary: 'One service as it was registered, secrets masked',
    responses: {
      '200': { ...json('The service.', ref('Service')), headers: ETAG },
      ...REFUSALS,
      ...UNKNOWN,
    },
  },
  put: {
    operationId: 'replaceService',
    summary:
      'Replace a service; documents stay when none is sent, and so does a secret that is sent masked',
    parameters: [IF_MATCH],
    requestBody: DEFINITION,
    responses: {
      '200': { ...json('The service.', ref('ServiceInfo')), headers: ETAG },
      ...REFUSALS,
      ...UNKNOWN,
      ...STALE,
      ...TOO_LARGE,
    },
  },
  delete: {
    operationId: 'deleteService',
    summary: 'Remove a service; fine when it is gone already',
    parameters: [IF_MATCH],
    responses: {
      '204': { description: 'It is gone.' },
      ...REFUSALS,
      ...STALE,
    },
  },
};

/** The OpenAPI document of the registry as one environment sees it, in YAML. */
export function registryApiDocument(
  publicUrl: string,
  environment: string,
): string {
  return stringify({
    openapi: '3.1.0',
    info: {
      title: 'Service registry',
      version: '1',
      description:
        'Registers the APIs and event catalogs of one system. Every call needs its client certificate.',
    },
    servers: [
      { url: `${publicUrl.replace(/\/$/, '')}/${environment}/v1/metadata` },
    ],
    paths: { '/services': services, '/services/{id}': service },
    components: { schemas },
  });
}
