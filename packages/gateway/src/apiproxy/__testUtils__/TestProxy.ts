import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  API_VERSION,
  RemoteServiceBindingKind,
  RemoteServiceKind,
  SecretKind,
  SERVICE_ANNOTATION,
  type RemoteEnvironment,
  type RemoteService,
  type RemoteServiceBinding,
} from '@remote-env/plugin-remote-env-common';
import {
  gatewayConfigSchema,
  OutboundClient,
  type GatewayConfig,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';
import {
  createDatabaseEventBus,
  createDatabaseResourceStore,
} from '@remote-env/plugin-remote-env-node/database';
import { Registry } from 'prom-client';
import { request, type Dispatcher } from 'undici';
import { NAMESPACE, TestResources } from '../../__testUtils__/resources';
import { testConfig } from '../../__testUtils__/TestEdge';
import { until } from '../../__testUtils__/until';
import { createLogger } from '../../process/Logger';
import type { ApiProxyRole } from '../../process/roles';
import type { Report } from '../../reports/Reports';
import type { ServiceApi } from '../access/admit';
import { createApiProxy } from '../createApiProxy';

/** Registers an API; what is not given is taken from a target without authentication. */
export interface TestApi extends Partial<Omit<ServiceApi, 'authentication'>> {
  targetUrl: string;
  authentication?: Partial<ServiceApi['authentication']>;
  /** Values of the credential Secret. */
  secret?: Record<string, string>;
  /** Service that the Secret's annotation names; this one when absent. */
  secretFor?: string;
  /** Values of the request-parameter Secret. */
  parameters?: Record<string, string>;
}

export interface BoundService {
  service: RemoteService;
  binding: RemoteServiceBinding;
  token: string;
  /** Base URL at the proxy, by name. */
  url: string;
}

/** The API proxy on a real socket, on real stores. */
export class TestProxy {
  readonly store: ResourceStore;
  readonly resources: TestResources;
  readonly reports: Report[] = [];
  readonly logs: string[] = [];
  readonly metrics = new Registry();
  readonly role: ApiProxyRole;
  readonly #config: GatewayConfig;
  readonly #dataDir: string;
  readonly #bus: ReturnType<typeof createDatabaseEventBus>;
  readonly #outbound: OutboundClient;

  static async start(
    change: (config: GatewayConfig) => void = () => {},
  ): Promise<TestProxy> {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'apiproxy-'));
    const config = gatewayConfigSchema.parse({
      ...testConfig(dataDir, 'http://localhost:1'),
      outbound: { allowLoopback: true },
    });
    change(config);
    const proxy = new TestProxy(dataDir, config);
    await proxy.role.start();
    return proxy;
  }

  private constructor(dataDir: string, config: GatewayConfig) {
    this.#dataDir = dataDir;
    this.#config = config;
    this.store = this.openOtherStore();
    this.#bus = createDatabaseEventBus({
      connection: {
        client: 'sqlite',
        file: path.join(dataDir, 'events.sqlite'),
      },
      duplicateWindowSeconds: 300,
      retentionSeconds: 3600,
    });
    this.#outbound = OutboundClient.create(config.outbound, { own: () => [] });
    this.resources = new TestResources(this.store);
    this.role = createApiProxy({
      config,
      store: this.store,
      bus: this.#bus,
      outbound: this.#outbound,
      metrics: this.metrics,
      reports: { report: report => this.reports.push(report) },
      logger: createLogger({
        level: 'debug',
        write: line => this.logs.push(line),
      }),
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.role.port()}`;
  }

  /** The same resources, as another process has them. */
  openOtherStore(): ResourceStore {
    return createDatabaseResourceStore({
      connection: {
        client: 'sqlite',
        file: path.join(this.#dataDir, 'resources.sqlite'),
      },
      encryptionKey: Buffer.from(this.#config.encryptionKey ?? '', 'base64'),
      tuning: { bookmarkIntervalMs: 100 },
    });
  }

  environment(name: string): Promise<RemoteEnvironment> {
    return this.resources.environment(name);
  }

  async secret(
    name: string,
    serviceId: string | undefined,
    values: Record<string, string>,
  ): Promise<void> {
    const data = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        Buffer.from(value).toString('base64'),
      ]),
    );
    const annotations: Record<string, string> = serviceId
      ? { [SERVICE_ANNOTATION]: serviceId }
      : {};
    const known = await this.store.get(SecretKind, {
      namespace: NAMESPACE,
      name,
    });
    if (known) {
      await this.store.update(SecretKind, { ...known, data });
      return;
    }
    await this.store.create(SecretKind, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: NAMESPACE, name, annotations },
      data,
    });
  }

  /** Registers a service as the registry does. */
  async register(
    environment: RemoteEnvironment,
    name: string,
    api: TestApi | undefined,
    phase: 'Pending' | 'Ready' | 'Deleting' = 'Ready',
  ): Promise<RemoteService> {
    const id = randomUUID();
    const { secret, secretFor, parameters, authentication, ...rest } = api ?? {
      targetUrl: '',
    };
    if (secret) {
      await this.secret(`secret-${id}`, secretFor ?? id, secret);
    }
    if (parameters) {
      await this.secret(`params-${id}`, id, parameters);
    }
    return this.store.create(RemoteServiceKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteService',
      metadata: { namespace: NAMESPACE, name: id },
      spec: {
        environment: {
          name: environment.metadata.name,
          uid: environment.metadata.uid,
        },
        id,
        name,
        provider: 'test',
        displayName: name,
        description: name,
        phase,
        ...(api && {
          api: {
            ...rest,
            authentication: {
              type: 'none' as const,
              ...(secret && { secretName: `secret-${id}` }),
              ...authentication,
            },
            ...(parameters && { requestParametersSecretName: `params-${id}` }),
          },
        }),
      },
    });
  }

  /**
   * Binds a consumer to a service, and waits until the proxy knows both.
   *
   * @param wanted - what a path that is refused before anything is sent is answered then
   */
  async bind(
    service: RemoteService,
    spec: Partial<RemoteServiceBinding['spec']> = {},
    wanted = service.spec.api ? 'must not contain' : 'has no API',
  ): Promise<BoundService> {
    const token = randomBytes(32).toString('base64url');
    const binding = await this.store.create(RemoteServiceBindingKind, {
      apiVersion: API_VERSION,
      kind: 'RemoteServiceBinding',
      metadata: {
        namespace: NAMESPACE,
        name: `rb-${randomBytes(5).toString('hex')}`,
      },
      spec: {
        consumer: { namespace: 'orders', name: 'lambda' },
        environment: service.spec.environment,
        serviceId: service.spec.id,
        tokenSha256: createHash('sha256').update(token).digest('hex'),
        ...spec,
      },
    });
    const url = `${this.url}/${service.spec.environment.name}/${service.spec.name}`;
    await until(async () =>
      (await this.call(`${url}/..%2f`, token)).text.includes(wanted),
    );
    return { service, binding, token, url };
  }

  /** Registers and binds. */
  async api(
    environment: RemoteEnvironment,
    name: string,
    api: TestApi,
    spec?: Partial<RemoteServiceBinding['spec']>,
  ): Promise<BoundService> {
    return this.bind(await this.register(environment, name, api), spec);
  }

  async call(
    url: string,
    token: string | undefined,
    options: {
      method?: Dispatcher.HttpMethod;
      headers?: Record<string, string | string[]>;
      body?: string | Buffer;
    } = {},
  ) {
    const answer = await request(url, {
      ...options,
      headers: {
        ...(token !== undefined && { 'x-remote-env-token': token }),
        ...options.headers,
      },
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text };
  }

  async close(): Promise<void> {
    await this.role.stop(AbortSignal.abort());
    await Promise.all([
      this.store.close(),
      this.#bus.close(),
      this.#outbound.close(),
    ]);
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
