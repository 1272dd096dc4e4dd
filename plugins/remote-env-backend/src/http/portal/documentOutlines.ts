import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { NotFoundError } from '@backstage/errors';
import {
  hasOutline,
  hasQualityRules,
  type DocumentRole,
} from '@remote-env/plugin-remote-env-common';
import {
  DERIVATION_VERSION,
  QUALITY_VERSION,
} from '@remote-env/plugin-remote-env-node';
import type { Request } from 'express';
import type {
  Derivations,
  DerivedDocuments,
  RegisteredDocument,
  ServiceRegistry,
} from '../../registry';
import { identityOf } from './identityOf';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

/** What is derived from documents, for whoever may read the documents. */
export function createOutlineOperations(deps: {
  access: PortalAccess;
  derivations: Pick<Derivations, 'wantAgain'>;
  derived: Pick<DerivedDocuments, 'outline' | 'quality' | 'slice'>;
  registry: Pick<ServiceRegistry, 'get'>;
}): Pick<
  PortalOperations,
  'getDocumentOutline' | 'getDocumentQuality' | 'getDocumentSlice'
> {
  const { access, derivations, derived, registry } = deps;

  return {
    async getDocumentOutline({ path, credentials, request }) {
      const connection = await access.environment(credentials, path.name);
      const environment = identityOf(connection);
      const service = await registry.get(environment, path.serviceId);
      const document = documentOf(service?.documents, path);
      const { format, sha256 } = document;
      if (!hasOutline(format)) {
        throw new NotFoundError(`No outline is made of ${format} documents`);
      }
      const outline = await derived.outline(sha256);
      if (!outline) {
        await derivations.wantAgain('outline', document);
        return PENDING;
      }
      return answer(request, outline, `${sha256}-${DERIVATION_VERSION}`);
    },

    async getDocumentQuality({ path, credentials, request }) {
      const connection = await access.environment(credentials, path.name);
      const environment = identityOf(connection);
      const service = await registry.get(environment, path.serviceId);
      const document = documentOf(service?.documents, path);
      const { format, sha256 } = document;
      if (!hasQualityRules(format)) {
        throw new NotFoundError(`There are no rules for ${format} documents`);
      }
      const quality = await derived.quality(sha256);
      if (!quality) {
        await derivations.wantAgain('quality', document);
        return PENDING;
      }
      return answer(request, quality, `${sha256}-quality-${QUALITY_VERSION}`);
    },

    async getDocumentSlice({ path, credentials, request }) {
      const connection = await access.environment(credentials, path.name);
      const environment = identityOf(connection);
      const service = await registry.get(environment, path.serviceId);
      const { sha256 } = documentOf(service?.documents, path);
      const slice = await derived.slice(sha256, path.sliceId);
      if (!slice) {
        throw new NotFoundError(
          `The document '${path.role}' of service '${path.serviceId}' has no slice '${path.sliceId}'`,
        );
      }
      return answer(request, slice, `${sha256}-${path.sliceId}`);
    },
  };
}

const PENDING = {
  status: 200 as const,
  headers: { 'Cache-Control': 'no-store' },
  body: { state: 'pending' as const },
};

function documentOf(
  documents: readonly RegisteredDocument[] | undefined,
  {
    name,
    serviceId,
    role,
  }: { name: string; serviceId: string; role: DocumentRole },
): RegisteredDocument {
  if (!documents) {
    throw new NotFoundError(`There is no service '${serviceId}' in '${name}'`);
  }
  const document = documents.find(each => each.role === role);
  if (!document) {
    throw new NotFoundError(`Service '${serviceId}' has no document '${role}'`);
  }
  return document;
}

/** Sends compressed JSON as it is kept, or unpacked to those who cannot read it so. */
function answer(request: Request, gzipped: Buffer, tag: string) {
  const etag = `"${tag}"`;
  const headers = {
    ETag: etag,
    'Cache-Control': 'private, no-cache',
    Vary: 'Accept-Encoding',
    'Content-Type': 'application/json; charset=utf-8',
    // Its texts come from outside: it is data and never a page.
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  };
  if (request.headers['if-none-match']?.includes(etag)) {
    return { status: 304 as const, headers };
  }
  const body = Readable.from([gzipped], { objectMode: false });
  return request.acceptsEncodings('gzip')
    ? {
        status: 200 as const,
        headers: { ...headers, 'Content-Encoding': 'gzip' },
        stream: body,
      }
    : { status: 200 as const, headers, stream: body.pipe(createGunzip()) };
}
