import { z } from 'zod';
import { ServiceInvalidError, SpecificationFetchError } from '../errors';
import type { ServiceProblem } from '../model';
import type { RegistryContext } from '../RegistryContext';
import { SpecificationRefusedError } from '../specifications/errors';
import {
  isGiven,
  prepareApi,
  prepareDocumentation,
  prepareEvents,
  specificationUrlOf,
  type DocumentParts,
  type PreparedDocuments,
} from './prepareDocuments';

/** Documents that are in order, and what is wrong with the others. */
export interface TriedDocuments extends PreparedDocuments {
  problems: ServiceProblem[];
  /** What was fetched, when the document is not in the definition and it is in order. */
  fetchedText?: string;
}

const partSchema = z
  .object({ spec: z.unknown() })
  .refine(({ spec }) => isGiven(spec))
  .optional()
  .catch(undefined);

const draftSchema = z
  .object({ api: partSchema, events: partSchema })
  .catch({ api: undefined, events: undefined });

/** Of a definition that is not in order yet, the documents that can be looked at all the same. */
export function draftedDocuments(sent: unknown): DocumentParts {
  return draftSchema.parse(sent);
}

/**
 * Reads every document, whatever is wrong with the others. Writes nothing.
 *
 * @throws RegistryBusyError
 */
export async function tryDocuments(
  context: Pick<RegistryContext, 'specifications' | 'fetcher'>,
  parts: DocumentParts,
): Promise<TriedDocuments> {
  const { api } = parts;
  const fetchedFrom =
    isGiven(api?.spec) || !api || specificationUrlOf(api) === undefined
      ? undefined
      : fieldOfUrl(api);
  const problems: ServiceProblem[] = [];
  const attempt = async <T>(field: string, read: () => Promise<T>) => {
    try {
      return await read();
    } catch (error) {
      problems.push(problemOf(field, error));
      return undefined;
    }
  };
  const apiDocuments =
    (await attempt(fetchedFrom ?? 'api.spec', () =>
      prepareApi(context, parts),
    )) ?? [];
  const events = await attempt('events.spec', () =>
    prepareEvents(context, parts),
  );
  return {
    documents: [
      ...apiDocuments,
      ...(events?.documents ?? []),
      ...(parts.documentation
        ? [prepareDocumentation(parts.documentation)]
        : []),
    ],
    eventTypes: events?.eventTypes ?? [],
    problems,
    fetchedText: fetchedFrom && apiDocuments[0]?.bytes.toString(),
  };
}

/** Systems that speak OData have their document at a known place below the target. */
function fieldOfUrl({ specificationUrl }: NonNullable<DocumentParts['api']>) {
  return specificationUrl ? 'api.specificationUrl' : 'api.targetUrl';
}

function problemOf(field: string, error: unknown): ServiceProblem {
  if (
    error instanceof ServiceInvalidError &&
    error.cause instanceof SpecificationRefusedError
  ) {
    const { reason, line, column } = error.cause.problem;
    return { field, problem: reason, line, column };
  }
  if (
    error instanceof ServiceInvalidError ||
    error instanceof SpecificationFetchError
  ) {
    return { field, problem: error.message };
  }
  throw error;
}
