import { randomBytes } from 'node:crypto';
import {
  AssertionVerifier,
  signAssertion,
} from '@remote-env/plugin-remote-env-node';
import express from 'express';
import request from 'supertest';
import { mockLogger } from '../../../../__testUtils__/mockLogger';
import {
  createEnvironment,
  newStores,
  registryOver,
} from '../../../../__testUtils__/registryHarness';
import { MINIMAL } from '../../../../__testUtils__/serviceDefinitions';
import type { ActivityEntry } from '../../../../activity';
import {
  SpecificationFetchError,
  SpecificationParser,
  type EnvironmentIdentity,
  type ServiceRegistry,
} from '../../../../registry';
import { verifyGatewayAssertion } from '../../authenticateGateway';
import { createEdgeErrorHandler, edgeNotFound } from '../../errors';
import { createRegistryRouter, mapRegistryError } from '../index';

const ASSERTION_KEY = randomBytes(32);
export const FINGERPRINT = 'ab'.repeat(32);
export const SERVICES = '/shop/v1/metadata/services';
export const BODY_LIMIT = 4 * 1024 * 1024;

/** How answers show a secret. */
export const MASKED = '********';

export const withCredentials = (credentials: object, more: object = {}) => ({
  ...MINIMAL,
  api: { ...MINIMAL.api, credentials, ...more },
});

/** The routes of one portal. @param entries - gets what the activity log is given */
export function registryApp(
  registry: ServiceRegistry,
  entries: ActivityEntry[] = [],
): express.Express {
  const logger = mockLogger();
  const app = express();
  return app.use(
    verifyGatewayAssertion({
      verifier: AssertionVerifier.create(ASSERTION_KEY),
      logger,
    }),
    createRegistryRouter({
      registry,
      activity: {
        record: async (...recorded) => {
          entries.push(...recorded);
        },
        list: () => Promise.reject(new Error('not used')),
      },
      edge: { publicUrl: 'https://edge.acme.test:8443' },
      bodyLimit: BODY_LIMIT,
    }),
    edgeNotFound,
    createEdgeErrorHandler({ logger, mappers: [mapRegistryError] }),
  );
}

/** What a gateway says of one call. @param as - null without a certificate */
export function assertionBy(
  as: EnvironmentIdentity | null,
  method: string,
  path: string,
): Promise<string> {
  return signAssertion(ASSERTION_KEY, {
    method: method.toUpperCase(),
    path,
    ip: '192.0.2.1',
    ...(as && { identity: { fingerprint: FINGERPRINT, environment: as } }),
  });
}

/** The routes of the registry on real stores for each test of one file, and an environment that calls them. */
export function useRegistryRoutes() {
  const logger = mockLogger();
  let specifications: SpecificationParser;
  let stores: Awaited<ReturnType<typeof newStores>>;
  let shop: EnvironmentIdentity;
  let app: express.Express;
  let entries: ActivityEntry[];

  beforeAll(async () => {
    specifications = SpecificationParser.create({ logger });
    await specifications.ready();
  });

  afterAll(() => specifications.close());

  beforeEach(async () => {
    stores = await newStores();
    shop = await createEnvironment(stores.resources, 'shop');
    entries = [];
    const registry = registryOver(stores, {
      specifications,
      logger,
      fetcher: {
        fetch: async ({ url }) => {
          throw new SpecificationFetchError(
            `api.specificationUrl: ${new URL(url).origin}: answered 404`,
          );
        },
      },
    });
    app = registryApp(registry, entries);
  });

  afterEach(() => stores.dispose());

  /** As `assertionBy`, of the environment that calls unless told otherwise. */
  const assertionOf = (
    method: string,
    path: string,
    as: EnvironmentIdentity | null = shop,
  ) => assertionBy(as, method, path);

  /** One call as a gateway forwards it. */
  async function call(
    method: 'get' | 'post' | 'put' | 'delete' | 'patch',
    url: string,
    options: {
      body?: unknown;
      headers?: Record<string, string>;
      as?: EnvironmentIdentity | null;
    } = {},
  ) {
    const [path = ''] = url.split('?');
    const sent = request(app)
      [method](url)
      .set('remote-env-assertion', await assertionOf(method, path, options.as))
      .set(options.headers ?? {});
    return options.body === undefined
      ? sent
      : sent.send(options.body as object);
  }

  const register = async (definition: object) => {
    const { status, body } = await call('post', SERVICES, { body: definition });
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: expect.any(String) },
    });
    return `${SERVICES}/${body.id}`;
  };

  const read = async (url: string) => (await call('get', url)).body;

  return {
    /** Those of the test that runs; `entries`: what the activity log was given. */
    given: () => ({ app, stores, shop, specifications, entries }),
    assertionOf,
    call,
    /** @returns path of the service */
    register,
    read,
  };
}
