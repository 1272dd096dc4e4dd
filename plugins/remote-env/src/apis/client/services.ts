import type { RemoteEnvApi } from '../RemoteEnvApi';
import type * as portal from '../types';
import type { PortalCalls } from './PortalCalls';
import { at, by, matching, ENVIRONMENT, SERVICE } from './routes';

/** Services and their documents. */
export function services(calls: PortalCalls) {
  return {
    listAllServices(query: portal.AllServicesQuery) {
      return calls.data(c => c.request('get', '/v1/services', by(query)));
    },

    countServices(query: portal.ServiceFilters & portal.FacetQuery) {
      return calls.data(c =>
        c.request('get', '/v1/facets/services', by(query)),
      );
    },

    listServices(name: string, query: portal.ServiceQuery) {
      return calls.data(c =>
        c.request('get', `${ENVIRONMENT}/services`, at({ name }, query)),
      );
    },

    getService({ environment, serviceId }: portal.ServiceRef) {
      return calls.data(c =>
        c.request('get', SERVICE, at({ name: environment, serviceId })),
      );
    },

    registerService(name: string, body: portal.ServiceDefinition) {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/services`, {
          ...at({ name }),
          body,
        }),
      );
    },

    checkService(
      name: string,
      definition: portal.ServiceDefinition,
      replaces?: string,
    ) {
      return calls.data(c =>
        c.request('post', `${ENVIRONMENT}/service-check`, {
          ...at({ name }),
          body: { definition, replaces },
        }),
      );
    },

    getServiceDefinition({ environment, serviceId }: portal.ServiceRef) {
      return calls.data(c =>
        c.request(
          'get',
          `${SERVICE}/definition`,
          at({ name: environment, serviceId }),
        ),
      );
    },

    replaceService(
      { environment, serviceId }: portal.ServiceRef,
      body: portal.ServiceDefinition,
      etag?: string,
    ) {
      return calls.data(c =>
        c.request('put', SERVICE, {
          ...matching({ name: environment, serviceId }, etag),
          body,
        }),
      );
    },

    retireService(
      { environment, serviceId }: portal.ServiceRef,
      deprecation: portal.Deprecation | undefined,
      etag?: string,
    ) {
      const found = matching({ name: environment, serviceId }, etag);
      return calls.data(c =>
        deprecation
          ? c.request('put', `${SERVICE}/deprecation`, {
              ...found,
              body: deprecation,
            })
          : c.request('delete', `${SERVICE}/deprecation`, found),
      );
    },

    deleteService({ environment, serviceId }: portal.ServiceRef) {
      return calls.done(c =>
        c.request('delete', SERVICE, at({ name: environment, serviceId })),
      );
    },

    getDocument(
      { environment: name, serviceId }: portal.ServiceRef,
      role: portal.DocumentInfo['role'],
      form?: portal.DocumentForm,
    ): Promise<string> {
      return calls.text(c =>
        c.request('get', `${SERVICE}/documents/{role}`, {
          params: {
            path: { name, serviceId, role },
            ...(form && { query: { form } }),
          },
          parseAs: 'text',
        }),
      );
    },

    exportDocument(
      { environment: name, serviceId }: portal.ServiceRef,
      role: portal.DocumentInfo['role'],
      format: portal.ExportSyntax,
    ): Promise<string> {
      return calls.text(c =>
        c.request('get', `${SERVICE}/documents/{role}`, {
          params: { path: { name, serviceId, role }, query: { format } },
          parseAs: 'text',
        }),
      );
    },

    getOutline(
      { environment: name, serviceId }: portal.ServiceRef,
      role: portal.CheckedRole,
    ) {
      const path = { name, serviceId, role };
      return calls.data(c =>
        c.request('get', `${SERVICE}/documents/{role}/outline`, at(path)),
      );
    },

    getSlice(
      { environment: name, serviceId }: portal.ServiceRef,
      role: portal.CheckedRole,
      sliceId: string,
    ): Promise<string> {
      const path = { name, serviceId, role, sliceId };
      return calls.text(c =>
        c.request('get', `${SERVICE}/documents/{role}/slices/{sliceId}`, {
          ...at(path),
          parseAs: 'text',
        }),
      );
    },

    getDocumentQuality(
      { environment: name, serviceId }: portal.ServiceRef,
      role: portal.CheckedRole,
    ) {
      const path = { name, serviceId, role };
      return calls.data(c =>
        c.request('get', `${SERVICE}/documents/{role}/quality`, at(path)),
      );
    },

    listVersions({ environment: name, serviceId }: portal.ServiceRef) {
      return calls.data(c =>
        c.request('get', `${SERVICE}/versions`, at({ name, serviceId })),
      );
    },

    getVersion(
      { environment: name, serviceId }: portal.ServiceRef,
      { role, sha256 }: Pick<portal.DocumentVersion, 'role' | 'sha256'>,
    ): Promise<string> {
      const path = { name, serviceId, role, version: sha256 };
      return calls.text(c =>
        c.request('get', `${SERVICE}/versions/{role}/{version}`, {
          ...at(path),
          parseAs: 'text',
        }),
      );
    },

    getVersionChanges(
      { environment: name, serviceId }: portal.ServiceRef,
      version: Pick<portal.DocumentVersion, 'role' | 'number'>,
      since?: number,
    ) {
      const { role, number } = version;
      const path = { name, serviceId, role, version: String(number) };
      return calls.data(c =>
        c.request(
          'get',
          `${SERVICE}/versions/{role}/{version}/changes`,
          at(path, since === undefined ? {} : { since }),
        ),
      );
    },

    async getInvokeUrl({ environment, serviceId }: portal.ServiceRef) {
      const base = await calls.baseUrl();
      return `${base}/v1/environments/${encodeURIComponent(
        environment,
      )}/services/${encodeURIComponent(serviceId)}/invoke`;
    },
  } satisfies Partial<RemoteEnvApi>;
}
