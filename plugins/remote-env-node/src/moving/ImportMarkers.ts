import { SecretKind, type Secret } from '@remote-env/plugin-remote-env-common';
import {
  ResourceExistsError,
  ResourceInvalidError,
  ResourceNotFoundError,
} from '../ports/errors';
import type { ResourceStore } from '../ports/ResourceStore';
import { TargetRefusedError } from './errors';

/** Secret that lies in each namespace of a target while an import into it is not complete. */
export const MARKER_NAME = 'remote-env-import';

/**
 * Says which archive is being imported, so that only the same one can be gone on with. A marker in each namespace also
 * shows, before anything else is written, that the namespace is there and that Secrets may be made in it.
 */
export class ImportMarkers {
  readonly #resources: ResourceStore;
  readonly #home: string;

  /** @param home - the namespace whose marker comes first and goes last */
  constructor(resources: ResourceStore, home: string) {
    this.#resources = resources;
    this.#home = home;
  }

  /** Id of the archive whose import was not completed. */
  async unfinished(): Promise<string | undefined> {
    const marker = await this.#resources.get(SecretKind, {
      namespace: this.#home,
      name: MARKER_NAME,
    });
    const archive = marker?.data?.archive;
    return archive && Buffer.from(archive, 'base64').toString();
  }

  /** @throws TargetRefusedError that names every namespace in which nothing can be made */
  async place(archive: string, namespaces: Iterable<string>): Promise<void> {
    const problems: string[] = [];
    const placed: string[] = [];
    for (const namespace of new Set([this.#home, ...namespaces])) {
      try {
        const marker = markerOf(archive, namespace);
        await this.#resources.create(SecretKind, marker);
        placed.push(namespace);
      } catch (error) {
        if (error instanceof ResourceInvalidError) {
          problems.push(namespace);
        } else if (!(error instanceof ResourceExistsError)) {
          // A marker that cannot be taken away says that nothing is complete, which is so.
          await this.remove(placed).catch(() => {});
          throw error;
        }
      }
    }
    if (problems.length > 0) {
      await this.remove(placed);
      throw new TargetRefusedError(
        `Nothing was written. These namespaces are missing, make them first: ${problems.join(
          ', ',
        )}`,
      );
    }
  }

  async remove(namespaces: Iterable<string>): Promise<void> {
    const others = [...new Set(namespaces)].filter(n => n !== this.#home);
    for (const namespace of [...others, this.#home]) {
      await this.#resources
        .delete(SecretKind, { namespace, name: MARKER_NAME })
        .catch(error => {
          if (!(error instanceof ResourceNotFoundError)) {
            throw error;
          }
        });
    }
  }
}

function markerOf(
  archive: string,
  namespace: string,
): Omit<Secret, 'metadata'> & {
  metadata: { namespace: string; name: string };
} {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name: MARKER_NAME },
    type: 'Opaque',
    data: { archive: Buffer.from(archive).toString('base64') },
  };
}
