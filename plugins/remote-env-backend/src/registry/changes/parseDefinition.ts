import {
  parseServiceDefinition,
  ServiceDefinitionError,
  type ServiceDefinition,
} from '@remote-env/plugin-remote-env-common';
import { ServiceInvalidError } from '../errors';

/** @throws ServiceInvalidError */
export function parseDefinition(definition: unknown): ServiceDefinition {
  try {
    return parseServiceDefinition(definition);
  } catch (error) {
    if (error instanceof ServiceDefinitionError) {
      throw new ServiceInvalidError(error.message, { cause: error });
    }
    throw error;
  }
}
