import {
  assertionKey,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import { parse, stringify } from 'yaml';
import { eventually } from '../__testUtils__/testStore';
import { ASSERTION_KEY } from '../__testUtils__/testPortal';
import {
  ASYNCAPI_1,
  ASYNCAPI_2,
  ASYNCAPI_3,
  CSDL,
  EDMX_2,
  EDMX_4,
  OPENAPI_30,
  OPENAPI_31,
  OPENAPI_32,
  SWAGGER,
} from '../registry/specifications/__testUtils__/corpus/samples';
import { usePortal } from './portal/__testUtils__/usePortal';

jest.setTimeout(90_000);

interface Registered {
  what: string;
  part: 'api' | 'events';
  /** JSON within the definition, or a text. */
  spec: unknown;
  format: string;
  /** What the viewer of the page is given. */
  shown: object;
  /** What the outline speaks of, where there is one. */
  entry?: string;
}

const OPERATION = 'GET /orders/{code}';
const asYaml = (document: object) =>
  `# as it is written\n${stringify(document)}`;

const jsonAndYaml = (
  part: Registered['part'],
  what: string,
  document: object,
  rest: Pick<Registered, 'format' | 'shown' | 'entry'>,
): Registered[] => [
  { what: `${what} in JSON`, part, spec: document, ...rest },
  { what: `${what} in YAML`, part, spec: asYaml(document), ...rest },
];

const ODATA_4 = {
  version: expect.stringMatching(/^4/),
  entitySets: [{ name: 'Orders', type: 'shop.Order' }],
};

const FORMATS: Registered[] = [
  ...jsonAndYaml('api', 'Swagger 2.0', SWAGGER, {
    format: 'swagger-2.0',
    shown: { swagger: '2.0', paths: SWAGGER.paths },
    entry: 'GET /orders',
  }),
  ...jsonAndYaml('api', 'OpenAPI 3.0', OPENAPI_30, {
    format: 'openapi-3.0',
    shown: { openapi: '3.0.3' },
    entry: OPERATION,
  }),
  ...jsonAndYaml('api', 'OpenAPI 3.1', OPENAPI_31, {
    format: 'openapi-3.1',
    shown: { openapi: '3.1.0' },
    entry: OPERATION,
  }),
  ...jsonAndYaml('api', 'OpenAPI 3.2', OPENAPI_32, {
    format: 'openapi-3.2',
    shown: { openapi: '3.2.0' },
    entry: OPERATION,
  }),
  ...jsonAndYaml('events', 'AsyncAPI 1', ASYNCAPI_1, {
    format: 'asyncapi-1',
    shown: { asyncapi: '2.6.0', 'x-converted-from': '1.2.0' },
    entry: 'order.created.v1',
  }),
  ...jsonAndYaml('events', 'AsyncAPI 2', ASYNCAPI_2, {
    format: 'asyncapi-2',
    shown: { asyncapi: '2.6.0' },
    entry: 'order.created.v1',
  }),
  ...jsonAndYaml('events', 'AsyncAPI 3', ASYNCAPI_3, {
    format: 'asyncapi-3',
    shown: { asyncapi: '3.0.0' },
    entry: 'created',
  }),
  {
    what: 'OData 2 in EDMX',
    part: 'api',
    spec: EDMX_2,
    format: 'odata-edmx',
    shown: {
      version: '2.0',
      entitySets: [
        expect.objectContaining({ name: 'Orders' }),
        expect.objectContaining({ name: 'Items' }),
      ],
    },
  },
  {
    what: 'OData 4 in EDMX',
    part: 'api',
    spec: EDMX_4,
    format: 'odata-edmx',
    shown: { version: '4.0', entitySets: [{ name: 'Orders' }] },
  },
  {
    what: 'OData 4 in CSDL JSON',
    part: 'api',
    spec: CSDL,
    format: 'odata-csdl',
    shown: ODATA_4,
  },
];

/** Told apart by their content (wire-contracts 1.2): nothing of what a system sends says which format it is. */
describe('each format, from the edge to what its page shows', () => {
  const { given, connect } = usePortal();
  let uid: string;

  beforeAll(async () => {
    uid = await connect('formats');
  });

  /** As a gateway passes on what the system sends. @returns the id */
  async function register(definition: object): Promise<string> {
    const path = '/formats/v1/metadata/services';
    const answer = await given()
      .portal.gateway('post', `/edge${path}`)
      .set(
        'remote-env-assertion',
        await signAssertion(assertionKey(ASSERTION_KEY), {
          method: 'POST',
          path,
          ip: '192.0.2.1',
          identity: {
            fingerprint: 'ab'.repeat(32),
            environment: { name: 'formats', uid },
          },
        }),
      )
      .send({
        provider: 'Acme',
        name: 'Orders',
        description: 'd',
        ...definition,
      });
    expect(answer.body).toEqual({ id: expect.any(String) });
    return answer.body.id;
  }

  it.each(FORMATS)('$what', async ({ part, spec, format, shown, entry }) => {
    const { portal } = given();
    const id = await register({
      [part]: {
        spec,
        ...(part === 'api' && { targetUrl: 'https://shop.example' }),
      },
    });
    const service = `/v1/environments/formats/services/${id}`;
    const role = part === 'api' ? 'apiSpec' : 'eventSpec';
    const { body } = await portal.stranger('get', service);
    expect(body.documents).toMatchObject([{ role, format }]);

    const document = `${service}/documents/${role}`;
    const raw = await portal.stranger('get', document);
    expect(raw.body.toString()).toBe(
      typeof spec === 'string' ? spec : JSON.stringify(spec),
    );
    const readable = await portal.stranger('get', `${document}?form=readable`);
    // What no conversion is needed for is shown as it is.
    expect(parse(readable.body.toString())).toMatchObject(shown);
    const outlined = await eventually(async () => {
      const answer = await portal.stranger('get', `${document}/outline`);
      expect(answer.body.state).not.toBe('pending');
      return answer;
    }, 60_000);
    expect(outlined.status).toBe(entry === undefined ? 404 : 200);
    expect(JSON.stringify(outlined.body)).toContain(
      entry ?? 'No outline is made',
    );
  });

  it('guides', async () => {
    const { portal } = given();
    const documentation = {
      displayName: 'Orders',
      description: 'd',
      type: 'guide',
      docs: [{ title: 'Start', type: 'md', source: '# Hi <script>' }],
    };
    const id = await register({
      api: { targetUrl: 'https://shop.example' },
      documentation,
    });
    const service = `/v1/environments/formats/services/${id}`;
    const { body } = await portal.stranger('get', service);
    expect(body.documents).toMatchObject([
      { role: 'documentation', format: 'markdown-set' },
    ]);
    const raw = await portal.stranger(
      'get',
      `${service}/documents/documentation`,
    );
    expect(JSON.parse(raw.body.toString())).toEqual(documentation);
  });
});
