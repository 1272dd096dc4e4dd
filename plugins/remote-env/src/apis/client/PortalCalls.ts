import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { PortalApiPaths } from '@remote-env/plugin-remote-env-common';
import createClient, { type Client } from 'openapi-fetch';
import { answerOf, dataOf, send, type Answer } from './answer';

const PLUGIN_ID = 'remote-env';
type Call<T> = (client: Client<PortalApiPaths>) => Promise<Answer<T>>;

/** Calls of the portal API over Backstage's own fetch, which attaches the reader's token. */
export class PortalCalls {
  readonly #discovery: DiscoveryApi;
  readonly #fetch: FetchApi;

  private constructor(discovery: DiscoveryApi, fetch: FetchApi) {
    this.#discovery = discovery;
    this.#fetch = fetch;
  }

  static create(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }): PortalCalls {
    return new PortalCalls(options.discoveryApi, options.fetchApi);
  }

  baseUrl(): Promise<string> {
    return this.#discovery.getBaseUrl(PLUGIN_ID);
  }

  /** @throws PortalError */
  async data<T>(call: Call<T>): Promise<T> {
    return dataOf(call(await this.#client()));
  }

  /** For answers that are read as text, whatever they are declared to be. @throws PortalError */
  async text(call: Call<unknown>): Promise<string> {
    return this.data(async client => {
      const { data, ...answer } = await call(client);
      return { ...answer, data: typeof data === 'string' ? data : undefined };
    });
  }

  /** For answers without a body that counts. @throws PortalError */
  async done(call: Call<unknown>): Promise<void> {
    await answerOf(call(await this.#client()));
  }

  async #client() {
    return createClient<PortalApiPaths>({
      baseUrl: await this.baseUrl(),
      fetch: request => send(this.#fetch, request),
    });
  }
}
