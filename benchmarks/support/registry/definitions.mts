const PATHS = 10;
const CHANNELS = 5;

/** What all of them have: a service of the older form, with credentials. */
function service(number: number, name: string) {
  return {
    provider: 'Benchmark',
    name,
    description: 'One of many services',
    identifier: `registered-${number}`,
    labels: {
      line: `line-${number % 20}`,
      tier: number % 2 ? 'gold' : 'silver',
    },
  };
}

/**
 * A service with a small OpenAPI document.
 *
 * @param edition - those of one edition have the same document
 */
export function withApi(number: number, edition: number) {
  return {
    ...service(number, `Registered ${number}`),
    api: {
      targetUrl: `http://localhost:9/${number}`,
      credentials: { basic: { username: 'user', password: 'password' } },
      spec: {
        openapi: '3.0.3',
        info: { title: `Edition ${edition}`, version: '1.0.0' },
        paths: Object.fromEntries(
          Array.from({ length: PATHS }, (_, path) => [
            `/things/${path}/{code}`,
            {
              get: {
                summary: `Find thing ${path} of edition ${edition}`,
                parameters: [
                  {
                    name: 'code',
                    in: 'path',
                    required: true,
                    schema: { type: 'string' },
                  },
                ],
                responses: { 200: { description: 'The thing' } },
              },
            },
          ]),
        ),
      },
    },
  };
}

/** A service with a small AsyncAPI document, which no other has. */
export function withEvents(number: number) {
  return {
    ...service(number, `Announcing ${number}`),
    events: {
      spec: {
        asyncapi: '2.6.0',
        info: { title: `Events ${number}`, version: '1.0.0' },
        channels: Object.fromEntries(
          Array.from({ length: CHANNELS }, (_, channel) => [
            `thing.${channel}.changed.v1`,
            {
              subscribe: {
                summary: `Thing ${channel} of ${number} has changed`,
                message: {
                  payload: {
                    type: 'object',
                    properties: { code: { type: 'string' } },
                  },
                },
              },
            },
          ]),
        ),
      },
    },
  };
}
