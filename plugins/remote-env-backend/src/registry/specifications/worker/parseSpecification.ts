import { asyncApiFormat, checkAsyncApi } from './asyncapi.ts';
import { looksLikeCsdl, readCsdlJson } from './odata/csdlJson.ts';
import { readEdmx } from './odata/edmx.ts';
import { oDataSearchText } from './odata/searchText.ts';
import { readXml } from './odata/xmlTree.ts';
import { checkOpenApi, openApiFormat } from './openapi.ts';
import type { ParsedSpecification, SpecificationKind } from './protocol.ts';
import { Refusal } from './refusal.ts';
import { refuseRepeatedKeys } from './repeatedKeys.ts';
import { searchTextOf } from './searchText.ts';
import { parseText, withoutByteOrderMark, type Parsed } from './syntax.ts';

/**
 * Tells by its content what a text is, and checks it.
 *
 * @throws Refusal
 */
export async function parseSpecification(
  kind: SpecificationKind,
  text: string,
): Promise<ParsedSpecification> {
  const source = withoutByteOrderMark(text);
  return kind === 'api' ? parseApi(source) : parseEvents(source);
}

function parseApi(text: string): ParsedSpecification {
  if (isXml(text)) {
    return {
      format: 'odata-edmx',
      contentType: 'application/xml',
      eventTypes: [],
      searchText: oDataSearchText(readEdmx(readXml(text))),
    };
  }
  const parsed = readOnce(text);
  const format = openApiFormat(parsed.value);
  if (format) {
    checkOpenApi(parsed, format);
    const searchText = searchTextOf(parsed.value);
    const contentType = contentTypeOf(parsed);
    return { format, contentType, eventTypes: [], searchText };
  }
  if (parsed.json && looksLikeCsdl(parsed.value)) {
    return {
      format: 'odata-csdl',
      contentType: 'application/json',
      eventTypes: [],
      searchText: oDataSearchText(readCsdlJson(parsed)),
    };
  }
  throw new Refusal(unknownApi(parsed));
}

async function parseEvents(text: string): Promise<ParsedSpecification> {
  if (isXml(text)) {
    throw new Refusal({ reason: unsupported('events', 'is XML, which') });
  }
  const parsed = readOnce(text);
  const format = asyncApiFormat(parsed.value);
  if (!format) {
    throw new Refusal(unknownEvents(parsed));
  }
  return {
    format,
    contentType: contentTypeOf(parsed),
    eventTypes: await checkAsyncApi(text, parsed, format),
    searchText: searchTextOf(parsed.value),
  };
}

/** What was registered before is not held against this: it can still be shown. */
function readOnce(text: string): Parsed {
  const parsed = parseText(text);
  if (parsed.json) {
    refuseRepeatedKeys(text);
  }
  return parsed;
}

function isXml(text: string): boolean {
  return text.trimStart().startsWith('<');
}

function contentTypeOf({ json }: Parsed) {
  return json ? 'application/json' : 'application/yaml';
}

const TAKEN = {
  api: 'Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2, in JSON or YAML, and OData 2 to 4, as EDMX (XML) or CSDL JSON',
  events: 'AsyncAPI 1, 2 and 3, in JSON or YAML',
};

function unsupported(kind: SpecificationKind, what: string): string {
  return `${what} is not supported; supported are ${TAKEN[kind]}`;
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
  return {
    reason: looksLikeCsdl(value)
      ? unsupported('api', 'is OData CSDL in YAML, which')
      : `has neither a field 'openapi' nor 'swagger'; supported are ${TAKEN.api}`,
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
    reason: `has no field 'asyncapi'; supported are ${TAKEN.events}`,
  };
}
