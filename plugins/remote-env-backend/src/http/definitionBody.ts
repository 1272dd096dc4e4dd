import { SpecificationRefusedError, type ServiceRegistry } from '../registry';
import { jsonBody, type JsonBodyOptions, type ReadBody } from './jsonBody';

/** Bytes from which a body takes longer to read than others should wait: some 30 ms. */
const LARGE_BODY = 2 * 1024 * 1024;

/**
 * Reads bodies that hold the definition of a service (wire-contracts 1.2).
 *
 * @param options - `within`: field of the body that holds it; absent: the body is the definition
 * @returns reads one body; throws RegistryBusyError, too
 */
export function definitionBody({
  registry,
  limit,
  malformed,
  within,
}: Pick<JsonBodyOptions, 'limit' | 'malformed'> & {
  registry: Pick<ServiceRegistry, 'readLarge'>;
  within?: string;
}): ReadBody {
  return jsonBody({
    limit,
    malformed,
    large: {
      from: LARGE_BODY,
      read: (body, encoding) =>
        registry.readLarge(body, { encoding, within }).catch(error => {
          throw error instanceof SpecificationRefusedError
            ? malformed(error)
            : error;
        }),
    },
  });
}
