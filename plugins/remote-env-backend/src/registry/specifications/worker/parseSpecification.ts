import type { AsyncAPIDocumentInterface } from '@asyncapi/parser';
import { asyncApiFormat, checkAsyncApi, eventTypesOf } from './asyncapi.ts';
import { checkOpenApi, openApiFormat } from './openapi.ts';
import type { ParsedSpecification, SpecificationKind } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { searchTextOf } from './searchText.ts';
import { parseText, type Parsed } from './syntax.ts';

/**
 * Tells by its content what a text is, and checks it.
 *
 * @throws Refusal
 */
export async function parseSpecification(
  kind: SpecificationKind,
  text: string,
): Promise<ParsedSpecification> {
  if (text.trimStart().startsWith('<')) {
    throw new Refusal({ reason: unsupported(kind, 'is XML; OData (EDMX)') });
  }
  const parsed = parseText(text);
  const contentType = parsed.json ? 'application/json' : 'application/yaml';
  if (kind === 'api') {
    const format = openApiFormat(parsed.value);
    if (!format) {
      throw new Refusal(unknownApi(parsed));
    }
    checkOpenApi(parsed, format);
    const searchText = searchTextOf(parsed.value);
    return { format, contentType, eventTypes: [], searchText };
  }
  const format = asyncApiFormat(parsed.value);
  if (!format) {
    throw new Refusal(unknownEvents(parsed));
  }
  const document: AsyncAPIDocumentInterface = await checkAsyncApi(text, parsed);
  return {
    format,
    contentType,
    eventTypes: eventTypesOf(document),
    searchText: searchTextOf(parsed.value),
  };
}

const TAKEN = {
  api: 'Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2',
  events: 'AsyncAPI 2 and 3',
};

function unsupported(kind: SpecificationKind, what: string): string {
  return `${what} is not supported; supported are ${TAKEN[kind]}, in JSON or YAML`;
}

function unknownApi({ value, placeOf }: Parsed) {
  if ('asyncapi' in value) {
    return {
      reason: 'is an AsyncAPI document, which belongs in events.spec',
      ...placeOf(['asyncapi']),
    };
  }
  for (const field of ['openapi', 'swagger']) {
    if (field in value) {
      const version = JSON.stringify(value[field]);
      return {
        reason: unsupported('api', `has ${field}: ${version}, which`),
        ...placeOf([field]),
      };
    }
  }
  const odata = '$Version' in value || '$EntityContainer' in value;
  return {
    reason: odata
      ? unsupported('api', 'is OData CSDL, which')
      : `has neither a field 'openapi' nor 'swagger'; supported are ${TAKEN.api}, in JSON or YAML`,
  };
}

function unknownEvents({ value, placeOf }: Parsed) {
  if ('asyncapi' in value) {
    const version = JSON.stringify(value.asyncapi);
    return {
      reason: unsupported('events', `has asyncapi: ${version}, which`),
      ...placeOf(['asyncapi']),
    };
  }
  return {
    reason: `has no field 'asyncapi'; supported are ${TAKEN.events}, in JSON or YAML`,
  };
}
