import type { DocumentRole } from '@remote-env/plugin-remote-env-common';
import { DocumentNotFoundError } from '@remote-env/plugin-remote-env-node';
import { findService } from '../findService';
import type { EnvironmentIdentity, OpenedDocument } from '../model';
import { toRegisteredService } from '../objects/toRegisteredService';
import type { RegistryContext } from '../RegistryContext';

/** One document byte for byte as it was registered; undefined when the service has none of that role. */
export async function openDocument(
  context: RegistryContext,
  environment: EnvironmentIdentity,
  { id, role }: { id: string; role: DocumentRole },
): Promise<OpenedDocument | undefined> {
  for (let attempt = 1; ; attempt++) {
    const service = await findService(context, environment, id);
    const document =
      service &&
      toRegisteredService(service).documents.find(each => each.role === role);
    if (!document) {
      return undefined;
    }
    try {
      const { body } = await context.documents.get(document.key);
      return { document, body };
    } catch (error) {
      // A replacement between the two reads has removed it; the service now names another.
      if (!(error instanceof DocumentNotFoundError) || attempt > 1) {
        throw error;
      }
    }
  }
}
