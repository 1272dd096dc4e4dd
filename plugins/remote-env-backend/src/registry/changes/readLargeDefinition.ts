import { ServiceInvalidError } from '../errors';
import type { RegistryContext } from '../RegistryContext';
import { SpecificationRefusedError } from '../specifications/errors';

/**
 * Reads a large definition in a process of its own.
 *
 * @throws ServiceInvalidError for what is no JSON, or too much to read; RegistryBusyError
 */
export async function readLargeDefinition(
  { specifications }: Pick<RegistryContext, 'specifications'>,
  body: Uint8Array,
  encoding: string,
): Promise<unknown> {
  try {
    return await specifications.separate(body, encoding);
  } catch (error) {
    if (error instanceof SpecificationRefusedError) {
      throw new ServiceInvalidError(
        `Error while unmarshalling request body: ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  }
}
