import { Readable } from 'node:stream';
import { NotFoundError } from '@backstage/errors';
import { isConverted } from '@remote-env/plugin-remote-env-common';
import type {
  ResourceIndex,
  ServiceFilter,
  ServiceList,
} from '../../index-projection';
import type { DocumentExports, ServiceRegistry } from '../../registry';
import { answerExport, INERT, typed } from './documentExport';
import { foundService } from './foundService';
import { identityOf } from './identityOf';
import { DEFAULT_FACET, DEFAULT_PAGE } from './paging';
import type { PortalAccess } from './PortalAccess';
import type { OperationCall, PortalOperations } from './portalOperation';
import { presentService, presentServiceSummary } from './present/service';
import { wantedForm } from './wantedForm';

/** Changes with what conversions make of a document, so that nobody keeps what an older version made. */
const READABLE_FORM = 'readable-1';

/** Registered services and their documents. */
export function createServiceOperations(deps: {
  access: PortalAccess;
  documentExports: Pick<DocumentExports, 'export'>;
  index: ResourceIndex;
  registry: ServiceRegistry;
  services: ServiceList;
}): Pick<
  PortalOperations,
  | 'listAllServices'
  | 'countServices'
  | 'listServices'
  | 'getService'
  | 'getDocument'
> {
  const { access, documentExports, index, registry, services } = deps;

  return {
    async listAllServices({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const page = await services.list({
        ...filterOf(query),
        ...ofEnvironment(query.environment),
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        sort: query.sort,
        filter,
      });
      return {
        status: 200,
        body: { ...page, items: page.items.map(presentServiceSummary) },
      };
    },

    async countServices({ query, credentials }) {
      const filter = await access.readFilter(credentials);
      await index.whenBuilt();
      const body = await services.facets(
        { ...filterOf(query), ...ofEnvironment(query.environment), filter },
        { limit: query.limit ?? DEFAULT_FACET, labelWords: query.labelWords },
      );
      return { status: 200, body };
    },

    async listServices({ path, query, credentials }) {
      const connection = await access.environment(credentials, path.name);
      await index.whenBuilt();
      const page = await services.list({
        ...filterOf(query),
        limit: query.limit ?? DEFAULT_PAGE,
        cursor: query.cursor,
        sort: query.sort,
        environment: identityOf(connection),
      });
      return {
        status: 200,
        body: { ...page, items: page.items.map(presentServiceSummary) },
      };
    },

    async getService({ path, credentials }) {
      const connection = await access.environment(credentials, path.name);
      const service = await foundService(
        registry,
        identityOf(connection),
        path.serviceId,
      );
      return { status: 200, body: presentService(service) };
    },

    async getDocument({ path, query, credentials, request }) {
      const connection = await access.environment(credentials, path.name);
      const environment = identityOf(connection);
      const { id, name } = await foundService(
        registry,
        environment,
        path.serviceId,
      );
      const opened = await registry.openDocument(environment, id, path.role);
      if (!opened) {
        throw new NotFoundError(
          `Service '${path.serviceId}' has no document '${path.role}'`,
        );
      }
      const { sha256, format } = opened.document;
      const { as = query.format, contentType } =
        query.format === undefined && query.form !== 'readable'
          ? wantedForm(request, opened.document)
          : {};
      if (as !== undefined) {
        return answerExport(
          documentExports,
          { sha256, format, open: async () => opened.body },
          as,
          {
            request,
            file: `${name}-${path.role}`,
            cacheControl: 'private, no-cache',
            contentType,
          },
        ).finally(() => opened.body.destroy());
      }
      const readable = query.form === 'readable' && isConverted(format);
      const etag = readable ? `"${sha256}-${READABLE_FORM}"` : `"${sha256}"`;
      const headers = {
        ...INERT,
        ...typed(contentType),
        ETag: etag,
        'Cache-Control': 'private, no-cache',
        Vary: 'Accept',
        'Content-Disposition': 'attachment',
      };
      if (request.headers['if-none-match']?.includes(etag)) {
        opened.body.destroy();
        return { status: 304, headers };
      }
      const stream = readable
        ? Readable.from([await registry.readableText(opened)])
        : opened.body;
      return { status: 200, headers, stream };
    },
  };
}

/** The same for the lists and for their counts, so that they cannot differ. */
function filterOf(
  query: NonNullable<OperationCall<'listServices'>['query']>,
): Omit<ServiceFilter, 'environment' | 'filter'> {
  return {
    q: query.q,
    kind: query.kind,
    labels: query.label,
    formats: query.format,
    owners: query.owner,
    states: query.state,
  };
}

/** Of one environment by its name, or of all. */
function ofEnvironment(
  name: string | undefined,
): Pick<ServiceFilter, 'environment'> {
  return name === undefined ? {} : { environment: { name } };
}
