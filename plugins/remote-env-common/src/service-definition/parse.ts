import { ServiceDefinitionError } from './errors';
import {
  serviceDefinitionSchema,
  type RequestParameters,
  type ServiceApiDefinition,
  type ServiceDefinition,
} from './schema';

/** Fields whose value is a document of the sender's and is left as it is. */
const OPAQUE = new Set(['spec']);
/** Nothing that the schema knows lies deeper. */
const MAX_DEPTH = 8;

/** One rule that a definition breaks. */
export interface DefinitionProblem {
  /** Where, e.g. `api.credentials.oauth.url`; empty for the body as a whole. */
  field: string;
  /** In words; does not name the place. */
  problem: string;
}

/**
 * Every rule that a definition breaks, for those who write one; `null` means absent.
 *
 * @param body - parsed JSON
 * @returns empty when it would be taken
 */
export function serviceDefinitionProblems(body: unknown): DefinitionProblem[] {
  const result = serviceDefinitionSchema.safeParse(withoutNulls(body));
  return (result.error?.issues ?? []).map(issue => ({
    field: issue.path.map(String).join('.'),
    problem: issue.message,
  }));
}

/**
 * Checks a service definition. Unknown fields are left out, `null` means absent.
 *
 * @param body - parsed JSON
 * @throws ServiceDefinitionError for the first rule that is broken
 */
export function parseServiceDefinition(body: unknown): ServiceDefinition {
  const result = serviceDefinitionSchema.safeParse(withoutNulls(body));
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const field = (issue?.path ?? []).map(String).join('.');
  const text = issue?.message ?? 'body is not a service definition.';
  const nested = (issue?.path.length ?? 0) > 1;
  throw new ServiceDefinitionError(field, nested ? `${field}: ${text}` : text);
}

/** What is added to calls of the API, from whichever of the two forms was sent; undefined when it is nothing. */
export function requestParametersOf(
  api: ServiceApiDefinition,
): Required<RequestParameters> | undefined {
  return filledParameters(
    api.requestParameters ?? {
      headers: api.headers,
      queryParameters: api.queryParameters,
    },
  );
}

/** @returns both maps, or undefined when both are empty */
export function filledParameters(
  parameters: RequestParameters | undefined,
): Required<RequestParameters> | undefined {
  const headers = parameters?.headers ?? {};
  const queryParameters = parameters?.queryParameters ?? {};
  const count =
    Object.keys(headers).length + Object.keys(queryParameters).length;
  return count > 0 ? { headers, queryParameters } : undefined;
}

/** Clients in typed languages send `null` for what they have nothing for. */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(item => withoutNulls(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [
        key,
        OPAQUE.has(key) ? item : withoutNulls(item, depth + 1),
      ]),
  );
}
