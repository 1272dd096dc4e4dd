import {
  RemoteServiceKind,
  SERVICE_LABEL,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  Pauses,
  ResourceConflictError,
} from '@remote-env/plugin-remote-env-node';
import {
  digestsOf,
  removeService,
  withdrawPending,
} from '../changes/removeService';
import { discardDocuments } from '../documents/documentFiles';
import { publishedDocuments } from '../documents/publishedDocuments';
import { secretNamesOf } from '../objects/secrets';
import { ageMs, type RegistryContext } from '../RegistryContext';

/** What services refer to. */
export interface References {
  secrets: Set<string>;
  digests: Set<string>;
  /** Of the services themselves. */
  uids: Set<string>;
  /** Digests by the readable key under which they have to be found. */
  published: Map<string, string>;
}

const PAGE = 500;

/** Goes through all services; removes what was left unfinished and notes what the others refer to. */
export async function sweepServices(
  context: RegistryContext,
  graceMs: number,
): Promise<{ removed: number; seen: References }> {
  const { resources, namespace } = context;
  const seen: References = {
    secrets: new Set(),
    digests: new Set(),
    uids: new Set(),
    published: new Map(),
  };
  const pauses = Pauses.create();
  let removed = 0;
  let token: string | undefined;
  do {
    const page = await resources.list(RemoteServiceKind, {
      namespace,
      limit: PAGE,
      continue: token,
    });
    for (const service of page.items) {
      if (await wasLeft(context, service, graceMs)) {
        removed += 1;
      } else {
        secretNamesOf(service).forEach(name => seen.secrets.add(name));
        seen.uids.add(service.metadata.uid);
        digestsOf(service).forEach(sha256 => seen.digests.add(sha256));
        Object.entries(publishedDocuments(service)).forEach(([key, sha256]) =>
          seen.published.set(key, sha256),
        );
      }
    }
    token = page.continue;
    if (token !== undefined) {
      await pauses.whenDue();
    }
  } while (token !== undefined);
  return { removed, seen };
}

async function wasLeft(
  context: RegistryContext,
  service: RemoteService,
  graceMs: number,
): Promise<boolean> {
  const { phase, id, environment } = service.spec;
  if (phase === 'Deleting') {
    await removeService(context, service);
    context.logger.info(
      `finished the removal of service ${id} of '${environment.name}'`,
    );
    return true;
  }
  // Without the label nobody registered it: it was applied, and waits for the keeper.
  const applied = service.metadata.labels?.[SERVICE_LABEL] === undefined;
  if (phase === 'Ready' || applied || ageMs(service) < graceMs) {
    return false;
  }
  try {
    await withdrawPending(context, service);
  } catch (error) {
    if (error instanceof ResourceConflictError) {
      return false;
    }
    throw error;
  }
  await discardDocuments(context, digestsOf(service));
  context.logger.info(
    `removed the unfinished registration of service ${id} of '${environment.name}'`,
  );
  return true;
}
