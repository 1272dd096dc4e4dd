import { NotFoundError } from '@backstage/errors';
import {
  areComparable,
  type DocumentRole,
} from '@remote-env/plugin-remote-env-common';
import {
  contentKey,
  DocumentNotFoundError,
  type DocumentStore,
} from '@remote-env/plugin-remote-env-node';
import type {
  Comparisons,
  DocumentExports,
  DocumentVersion,
  RegisteredService,
  ServiceRegistry,
  VersionHistory,
} from '../../registry';
import { answerExport, INERT, typed } from './documentExport';
import { foundService } from './foundService';
import { identityOf } from './identityOf';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';
import { presentVersion } from './present/version';
import { wantedForm } from './wantedForm';

const YEAR_SECONDS = 365 * 24 * 3600;

interface VersionPath {
  name: string;
  serviceId: string;
  role: DocumentRole;
  version: string;
}

/** What documents of services were, for whoever may read what they are. */
export function createVersionOperations(deps: {
  access: PortalAccess;
  comparisons: Pick<Comparisons, 'states' | 'comparison'>;
  documents: Pick<DocumentStore, 'get'>;
  documentExports: Pick<DocumentExports, 'export'>;
  registry: ServiceRegistry;
  versions: Pick<VersionHistory, 'list'>;
}): Pick<
  PortalOperations,
  'listVersions' | 'getVersion' | 'getVersionChanges'
> {
  const {
    access,
    comparisons,
    documents,
    documentExports,
    registry,
    versions,
  } = deps;

  async function serviceOf(
    credentials: Parameters<PortalAccess['environment']>[0],
    { name, serviceId }: Pick<VersionPath, 'name' | 'serviceId'>,
  ): Promise<RegisteredService> {
    const connection = await access.environment(credentials, name);
    return foundService(registry, identityOf(connection), serviceId);
  }

  return {
    async listVersions({ path, credentials }) {
      const service = await serviceOf(credentials, path);
      const listed = await versions.list(service.uid);
      const pairs = listed.flatMap(after => {
        const before = formerOf(listed, after);
        return before && areComparable(before.format, after.format)
          ? { before, after }
          : [];
      });
      const states = await comparisons.states(pairs);
      const items = listed.map(version => {
        const at = pairs.findIndex(({ after }) => after === version);
        const isNewest = !listed.some(
          ({ role, number }) =>
            role === version.role && number > version.number,
        );
        return presentVersion(version, { service, isNewest }, states[at]);
      });
      return {
        status: 200,
        headers: { 'Cache-Control': 'private, no-cache' },
        body: { items },
      };
    },

    async getVersion({ path, query, credentials, request }) {
      const service = await serviceOf(credentials, path);
      const version = versionOf(await versions.list(service.uid), path);
      const etag = `"${version.sha256}"`;
      const file = `${service.name}-${version.role}-${version.number}`;
      // A number begins anew with a service that is registered again.
      const cacheControl =
        path.version === version.sha256
          ? `private, max-age=${YEAR_SECONDS}, immutable`
          : 'private, no-cache';
      const open = () => openVersion(documents, version);
      const { as = query.format, contentType } =
        query.format === undefined ? wantedForm(request, version) : {};
      if (as !== undefined) {
        return answerExport(documentExports, { ...version, open }, as, {
          request,
          file,
          cacheControl,
          contentType,
        });
      }
      const headers = {
        ...INERT,
        ...typed(contentType),
        ETag: etag,
        'Cache-Control': cacheControl,
        Vary: 'Accept',
        'Content-Disposition': `attachment; filename="${file}.${endingOf(
          version,
        )}"`,
      };
      if (request.headers['if-none-match']?.includes(etag)) {
        return { status: 304, headers };
      }
      return { status: 200, headers, stream: await open() };
    },

    async getVersionChanges({ path, query, credentials }) {
      const service = await serviceOf(credentials, path);
      const listed = await versions.list(service.uid);
      const after = versionOf(listed, path);
      const before =
        query.since === undefined
          ? formerOf(listed, after)
          : versionOf(listed, { ...path, version: String(query.since) });
      if (!before || !areComparable(before.format, after.format)) {
        throw new NotFoundError(
          `There is no version that version ${after.number} of '${after.role}' can be compared with`,
        );
      }
      const pair = { before, after };
      const [state = { state: 'pending' as const }] = await comparisons.states([
        pair,
      ]);
      const found =
        state.state === 'ready'
          ? await comparisons.comparison(pair)
          : undefined;
      return {
        status: 200,
        headers: { 'Cache-Control': 'private, no-cache' },
        body: {
          ...state,
          ...found,
          before: before.number,
          after: after.number,
        },
      };
    },
  };
}

/** @throws NotFoundError */
async function openVersion(
  documents: Pick<DocumentStore, 'get'>,
  { number, role, sha256 }: DocumentVersion,
) {
  try {
    return (await documents.get(contentKey(sha256))).body;
  } catch (error) {
    if (error instanceof DocumentNotFoundError) {
      throw new NotFoundError(
        `Version ${number} of '${role}' is not kept any more`,
      );
    }
    throw error;
  }
}

function formerOf(
  listed: readonly DocumentVersion[],
  { role, number }: DocumentVersion,
): DocumentVersion | undefined {
  return listed.find(each => each.role === role && each.number === number - 1);
}

/** @throws NotFoundError */
function versionOf(
  listed: readonly DocumentVersion[],
  { serviceId, role, version }: Omit<VersionPath, 'name'>,
): DocumentVersion {
  const found = listed.find(
    each =>
      each.role === role &&
      (each.sha256 === version || String(each.number) === version),
  );
  if (!found) {
    throw new NotFoundError(
      `Service '${serviceId}' has no version '${version}' of '${role}'`,
    );
  }
  return found;
}

/** The file's ending that its content type suggests. */
function endingOf({ contentType }: DocumentVersion): string {
  return (
    ['json', 'yaml', 'xml'].find(word => contentType.includes(word)) ?? 'txt'
  );
}
