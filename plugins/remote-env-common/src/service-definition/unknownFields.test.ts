import { serviceDefinitionProblems } from './parse';
import { unknownFieldsOf } from './unknownFields';

const full = {
  provider: 'Acme',
  name: 'Orders',
  description: 'Order API',
  labels: { team: 'checkout' },
  api: {
    targetUrl: 'https://orders.acme.test/api',
    spec: { swagger: '2.0', deep: { value: null } },
    requestParameters: { headers: { 'X-Tenant': ['7'] } },
    credentials: { basic: { username: 'u', password: 'p' } },
  },
  events: { spec: { asyncapi: '2.0.0' } },
};

describe('for those who write a definition', () => {
  it('names every problem', () => {
    expect(serviceDefinitionProblems(full)).toEqual([]);
    expect(
      serviceDefinitionProblems({ name: 'Orders', api: { targetUrl: 'x' } }),
    ).toEqual([
      { field: 'provider', problem: 'Provider field cannot be empty.' },
      { field: 'description', problem: 'Description field cannot be empty.' },
      {
        field: 'api.targetUrl',
        problem: 'targetUrl field is not an absolute http or https URL.',
      },
    ]);
  });

  it('finds fields that mean nothing, and leaves documents and maps alone', () => {
    expect(unknownFieldsOf(full)).toEqual([]);
    expect(
      unknownFieldsOf({
        ...full,
        nam: 'x',
        api: {
          ...full.api,
          targetURL: 'x',
          credentials: { oauth: { scope: 'x' }, saml: {} },
        },
        documentation: { docs: [{ title: 't' }, { text: 'x' }] },
      }),
    ).toEqual([
      'api.credentials.oauth.scope',
      'api.credentials.saml',
      'api.targetURL',
      'nam',
      'documentation.docs.1.text',
    ]);
  });
});
