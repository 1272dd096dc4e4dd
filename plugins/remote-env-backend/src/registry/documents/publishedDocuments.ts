import { isDeepStrictEqual } from 'node:util';
import {
  RemoteServiceKind,
  type DocumentRole,
  type RemoteService,
} from '@remote-env/plugin-remote-env-common';
import {
  DocumentNotFoundError,
  READABLE_PREFIX,
} from '@remote-env/plugin-remote-env-node';
import { isServiceId } from '../objects/naming';
import { isVisible, type RegistryContext } from '../RegistryContext';

/** Names of application-connector reference 4.3, whatever the format of a document is. */
const FILE_NAMES: readonly (readonly [DocumentRole, string])[] = [
  ['apiSpec', 'apiSpec.json'],
  ['eventSpec', 'asyncApiSpec.json'],
  ['documentation', 'content.json'],
];

/** Changes that somebody else makes meanwhile, at most; what is left then is the reconciler's. */
const MAX_ROUNDS = 5;

/** Digests of the current documents by the keys under which they are published. */
type Published = Record<string, string>;

type PublishContext = Pick<
  RegistryContext,
  'documents' | 'resources' | 'namespace'
>;

/**
 * The documents that everybody may read, under readable names beside their content-addressed keys. The service says
 * what they are; these are copies, made after its commit, and whatever keeps one from being right is put right by the
 * reconciler.
 */
export function publishedDocuments(
  service: RemoteService | undefined,
): Published {
  if (!service || !isVisible(service)) {
    return {};
  }
  const { id, documents = {} } = service.spec;
  const published: Published = {};
  for (const [role, fileName] of FILE_NAMES) {
    const sha256 = documents[role]?.sha256;
    if (sha256 !== undefined) {
      published[keyOf(id, fileName)] = sha256;
    }
  }
  return published;
}

/** Id of the service to which a key belongs; undefined for a key that is not ours. */
export function publishedServiceId(key: string): string | undefined {
  const [id = ''] = key.slice(READABLE_PREFIX.length).split('/', 1);
  const ours =
    isServiceId(id) &&
    FILE_NAMES.some(([, fileName]) => key === keyOf(id, fileName));
  return ours ? id : undefined;
}

/**
 * Brings the readable names of one service in line with what is stored of it, and looks afterwards whether that is
 * still so: of several that change one service at once, the last to look sees the last change.
 *
 * @param service - as it was stored last; undefined when it was removed
 */
export async function publishDocuments(
  context: PublishContext,
  id: string,
  service: RemoteService | undefined,
): Promise<void> {
  let current = service;
  let published = publishedDocuments(current);
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    await apply(context, id, current, published);
    const stored = await context.resources.get(RemoteServiceKind, {
      namespace: context.namespace,
      name: id,
    });
    const wanted = publishedDocuments(stored);
    if (isDeepStrictEqual(wanted, published)) {
      return;
    }
    [published, current] = [wanted, stored];
  }
}

/** The same after a commit, which nothing that fails here undoes. */
export async function publishCommitted(
  context: RegistryContext,
  service: RemoteService,
): Promise<void> {
  const { id } = service.spec;
  await publishDocuments(context, id, service).catch(error =>
    context.logger.warn(
      `readable names for documents of service ${id} are left to the reconciler: ${error}`,
    ),
  );
}

async function apply(
  { documents }: PublishContext,
  id: string,
  service: RemoteService | undefined,
  published: Published,
): Promise<void> {
  await Promise.all(
    FILE_NAMES.map(async ([role, fileName]) => {
      const key = keyOf(id, fileName);
      const source = service?.spec.documents?.[role]?.key;
      if (!(key in published) || source === undefined) {
        await documents.delete(key);
        return;
      }
      try {
        await documents.copy(source, key);
      } catch (error) {
        if (!(error instanceof DocumentNotFoundError)) {
          throw error;
        }
        // Replaced meanwhile, or lost: no name for what is not there.
        await documents.delete(key);
      }
    }),
  );
}

function keyOf(id: string, fileName: string): string {
  return `${READABLE_PREFIX}${id}/${fileName}`;
}
