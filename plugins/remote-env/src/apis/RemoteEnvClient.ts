import type { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import type { PortalApiPaths } from '@remote-env/plugin-remote-env-common';
import createClient, { type Client } from 'openapi-fetch';
import { answerOf, dataOf, send, type Answer } from './answer';
import type { RemoteEnvApi } from './RemoteEnvApi';
import {
  at,
  by,
  CERTIFICATE,
  ENVIRONMENT,
  SERVICE,
  SUBSCRIPTION,
  TOKENS,
} from './routes';
import type * as portal from './types';

const PLUGIN_ID = 'remote-env';
type Call<T> = (client: Client<PortalApiPaths>) => Promise<Answer<T>>;

/** The portal API over Backstage's own fetch, which attaches the reader's token. */
export class RemoteEnvClient implements RemoteEnvApi {
  readonly #discovery: DiscoveryApi;
  readonly #fetch: FetchApi;

  private constructor(discovery: DiscoveryApi, fetch: FetchApi) {
    this.#discovery = discovery;
    this.#fetch = fetch;
  }

  static create(options: {
    discoveryApi: DiscoveryApi;
    fetchApi: FetchApi;
  }): RemoteEnvClient {
    return new RemoteEnvClient(options.discoveryApi, options.fetchApi);
  }

  listEnvironments(query: portal.EnvironmentQuery) {
    return this.#data(c => c.request('get', '/v1/environments', by(query)));
  }

  createEnvironment(body: portal.NewEnvironment) {
    return this.#data(c => c.request('post', '/v1/environments', { body }));
  }

  getEnvironment(name: string) {
    return this.#data(c => c.request('get', ENVIRONMENT, at({ name })));
  }

  changeEnvironment(
    name: string,
    body: portal.EnvironmentChange,
    etag?: string,
  ) {
    return this.#data(c =>
      c.request('patch', ENVIRONMENT, {
        params: { path: { name }, header: etag ? { 'if-match': etag } : {} },
        body,
      }),
    );
  }

  deleteEnvironment(name: string) {
    return this.#done(c => c.request('delete', ENVIRONMENT, at({ name })));
  }

  decideEnvironment(name: string, body: portal.Decision) {
    return this.#data(c =>
      c.request('put', `${ENVIRONMENT}/decision`, {
        params: { path: { name } },
        body,
      }),
    );
  }

  countBelongings(name: string) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/belongings`, at({ name })),
    );
  }

  listApprovals(query: portal.ApprovalQuery) {
    return this.#data(c =>
      c.request('get', '/v1/approvals', { params: { query } }),
    );
  }

  async decideApprovals(body: portal.Decisions) {
    const { items } = await this.#data(c =>
      c.request('post', '/v1/approvals/decisions', { body }),
    );
    return items;
  }

  listTokens(name: string) {
    return this.#data(c => c.request('get', TOKENS, at({ name })));
  }

  issueToken(name: string) {
    return this.#data(c => c.request('post', TOKENS, at({ name })));
  }

  cancelToken(name: string, fingerprint: string) {
    return this.#done(c =>
      c.request('delete', `${TOKENS}/{fingerprint}`, at({ name, fingerprint })),
    );
  }

  getSigningInfo(name: string) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/signing-info`, at({ name })),
    );
  }

  checkCertificateRequest(name: string, csr: string) {
    return this.#data(c =>
      c.request('post', `${ENVIRONMENT}/certificate-request-check`, {
        params: { path: { name } },
        body: { csr },
      }),
    );
  }

  signCertificate(name: string, csr: string, origin: 'browser' | 'upload') {
    return this.#data(c =>
      c.request('post', `${ENVIRONMENT}/certificates`, {
        params: { path: { name } },
        body: { csr, origin },
      }),
    );
  }

  listCertificates(name: string, query: portal.CertificateQuery) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/certificates`, at({ name }, query)),
    );
  }

  getCertificate(name: string, fingerprint: string) {
    return this.#data(c =>
      c.request('get', CERTIFICATE, at({ name, fingerprint })),
    );
  }

  revokeCertificate(
    name: string,
    fingerprint: string,
    body: portal.Revocation,
  ) {
    return this.#data(c =>
      c.request('post', `${CERTIFICATE}/revocation`, {
        params: { path: { name, fingerprint } },
        body,
      }),
    );
  }

  listActivity(name: string, query: portal.ActivityQuery) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/activity`, at({ name }, query)),
    );
  }

  listCalls(name: string, hours: number) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/calls`, at({ name }, { hours })),
    );
  }

  listAllServices(query: portal.ServiceQuery) {
    return this.#data(c => c.request('get', '/v1/services', by(query)));
  }

  listServices(name: string, query: portal.ServiceQuery) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/services`, at({ name }, query)),
    );
  }

  getService({ environment, serviceId }: portal.ServiceRef) {
    return this.#data(c =>
      c.request('get', SERVICE, at({ name: environment, serviceId })),
    );
  }

  deleteService({ environment, serviceId }: portal.ServiceRef) {
    return this.#done(c =>
      c.request('delete', SERVICE, at({ name: environment, serviceId })),
    );
  }

  getDocument(
    { environment, serviceId }: portal.ServiceRef,
    role: portal.DocumentInfo['role'],
  ): Promise<string> {
    return this.#data<string>(async c => {
      const { data, error, response } = await c.request(
        'get',
        `${SERVICE}/documents/{role}`,
        {
          params: { path: { name: environment, serviceId, role } },
          parseAs: 'text',
        },
      );
      return {
        data: typeof data === 'string' ? data : undefined,
        error,
        response,
      };
    });
  }

  async getInvokeUrl({ environment, serviceId }: portal.ServiceRef) {
    const base = await this.#discovery.getBaseUrl(PLUGIN_ID);
    return `${base}/v1/environments/${encodeURIComponent(
      environment,
    )}/services/${encodeURIComponent(serviceId)}/invoke`;
  }

  listBindings(query: portal.BindingQuery) {
    return this.#data(c => c.request('get', '/v1/bindings', by(query)));
  }

  createBinding(
    { environment, serviceId }: portal.ServiceRef,
    body: portal.NewBinding,
  ) {
    return this.#data(c =>
      c.request('post', `${SERVICE}/bindings`, {
        params: { path: { name: environment, serviceId } },
        body,
      }),
    );
  }

  deleteBinding(name: string, bindingId: string) {
    return this.#done(c =>
      c.request(
        'delete',
        `${ENVIRONMENT}/bindings/{bindingId}`,
        at({ name, bindingId }),
      ),
    );
  }

  listSubscriptions(name: string, query: portal.PageQuery) {
    return this.#data(c =>
      c.request('get', `${ENVIRONMENT}/subscriptions`, at({ name }, query)),
    );
  }

  createSubscription(name: string, body: portal.NewSubscription) {
    return this.#data(c =>
      c.request('post', `${ENVIRONMENT}/subscriptions`, {
        params: { path: { name } },
        body,
      }),
    );
  }

  deleteSubscription(name: string, subscriptionId: string) {
    return this.#done(c =>
      c.request('delete', SUBSCRIPTION, at({ name, subscriptionId })),
    );
  }

  listDeadLetters(
    name: string,
    subscriptionId: string,
    query: portal.PageQuery,
  ) {
    return this.#data(c =>
      c.request(
        'get',
        `${SUBSCRIPTION}/dead-letters`,
        at({ name, subscriptionId }, query),
      ),
    );
  }

  replayDeadLetter(name: string, subscriptionId: string, deadLetterId: string) {
    return this.#done(c =>
      c.request(
        'post',
        `${SUBSCRIPTION}/dead-letters/{deadLetterId}/replay`,
        at({ name, subscriptionId, deadLetterId }),
      ),
    );
  }

  sendEvent(name: string, body: portal.NewEvent) {
    return this.#data(c =>
      c.request('post', `${ENVIRONMENT}/events`, {
        params: { path: { name } },
        body,
      }),
    );
  }

  getHealth() {
    return this.#data(c => c.request('get', '/v1/health'));
  }

  listSecurityEvents(query: portal.SecurityFilter & portal.PageQuery) {
    return this.#data(c => c.request('get', '/v1/security-events', by(query)));
  }

  countSecurityEvents(query: portal.SecurityFilter) {
    return this.#data(c =>
      c.request('get', '/v1/security-events/counts', by(query)),
    );
  }

  getAuthority() {
    return this.#data(c => c.request('get', '/v1/authority'));
  }

  rotateAuthority(replaces: string) {
    return this.#data(c =>
      c.request('post', '/v1/authority/rotation', { body: { replaces } }),
    );
  }

  async #client() {
    return createClient<PortalApiPaths>({
      baseUrl: await this.#discovery.getBaseUrl(PLUGIN_ID),
      fetch: request => send(this.#fetch, request),
    });
  }

  async #data<T>(call: Call<T>): Promise<T> {
    return dataOf(call(await this.#client()));
  }

  async #done(call: Call<unknown>): Promise<void> {
    await answerOf(call(await this.#client()));
  }
}
