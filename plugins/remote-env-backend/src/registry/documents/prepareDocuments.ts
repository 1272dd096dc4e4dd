import { createHash } from 'node:crypto';
import type {
  DocumentFormat,
  DocumentReference,
  DocumentRole,
  RemoteServiceSpec,
  ServiceApiDefinition,
  ServiceDefinition,
  ServiceDocumentation,
} from '@remote-env/plugin-remote-env-common';
import { contentKey } from '@remote-env/plugin-remote-env-node';
import { ServiceInvalidError } from '../errors';
import type { RegistryContext } from '../RegistryContext';
import { SpecificationRefusedError } from '../specifications/errors';
import type { SpecificationRequest } from '../specifications/SpecificationFetcher';
import { SeparateDocument } from '../specifications/SeparateDocument';
import { MAX_SEARCH_TEXT } from '../specifications/worker/protocol';
import { textOfSpec } from '../specifications/worker/textOfSpec';

/** A document that is in order and not yet stored. */
export interface PreparedDocument {
  role: DocumentRole;
  reference: DocumentReference;
  bytes: Buffer;
  searchText: string;
}

export interface PreparedDocuments {
  documents: PreparedDocument[];
  eventTypes: NonNullable<RemoteServiceSpec['events']>['types'];
}

/** As much of a definition as says where its documents are. */
export interface DocumentParts {
  api?: Partial<
    Pick<
      ServiceApiDefinition,
      | 'targetUrl'
      | 'apiType'
      | 'spec'
      | 'specificationUrl'
      | 'specificationCredentials'
      | 'specificationRequestParameters'
    >
  >;
  events?: ServiceDefinition['events'];
  documentation?: ServiceDocumentation;
}

/**
 * Reads and checks every document of a definition, fetching what is given by URL. Writes nothing.
 *
 * @throws ServiceInvalidError, SpecificationFetchError, RegistryBusyError
 */
export async function prepareDocuments(
  context: Pick<RegistryContext, 'specifications' | 'fetcher'>,
  definition: ServiceDefinition,
): Promise<PreparedDocuments> {
  const api = await prepareApi(context, definition);
  const events = await prepareEvents(context, definition);
  const documentation = definition.documentation
    ? [prepareDocumentation(definition.documentation)]
    : [];
  return {
    documents: [...api, ...events.documents, ...documentation],
    eventTypes: events.eventTypes,
  };
}

/** Whether a definition brings any document; without one, those of a replaced service stay. */
export function bringsDocuments({
  api,
  events,
  documentation,
}: ServiceDefinition): boolean {
  return (
    isGiven(api?.spec) ||
    (api && specificationUrlOf(api)) !== undefined ||
    isGiven(events?.spec) ||
    documentation !== undefined
  );
}

/** @throws ServiceInvalidError, SpecificationFetchError, RegistryBusyError */
export async function prepareApi(
  context: Pick<RegistryContext, 'specifications' | 'fetcher'>,
  { api }: DocumentParts,
): Promise<PreparedDocument[]> {
  if (!api) {
    return [];
  }
  if (isGiven(api.spec)) {
    const given = documentOf(api.spec, 'api.spec');
    return [(await check(context, 'apiSpec', 'api.spec', given)).document];
  }
  const request = specificationRequestOf(api);
  if (!request) {
    return [];
  }
  const text = await context.fetcher.fetch(request);
  const { field = 'api.specificationUrl' } = request;
  return [
    (await check(context, 'apiSpec', `${field}: the document`, text)).document,
  ];
}

/** Undefined where there is nothing to fetch. */
function specificationRequestOf(
  api: NonNullable<DocumentParts['api']>,
): SpecificationRequest | undefined {
  const url = specificationUrlOf(api);
  return url === undefined
    ? undefined
    : {
        url,
        ...(!api.specificationUrl && {
          field: 'api.targetUrl with /$metadata',
        }),
        credentials: api.specificationCredentials,
        parameters: api.specificationRequestParameters,
      };
}

/** Where the document of an API is fetched from: a system that speaks OData has it at a known place (wire-contracts 1.2). */
export function specificationUrlOf(api: {
  targetUrl?: string;
  apiType?: string;
  specificationUrl?: string;
}): string | undefined {
  if (api.specificationUrl) {
    return api.specificationUrl;
  }
  const url =
    api.apiType?.toLowerCase() === 'odata' && URL.parse(api.targetUrl ?? '');
  if (!url) {
    return undefined;
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/$metadata`;
  url.hash = '';
  return url.href;
}

/** @throws ServiceInvalidError, RegistryBusyError */
export async function prepareEvents(
  context: Pick<RegistryContext, 'specifications'>,
  { events }: DocumentParts,
): Promise<PreparedDocuments> {
  if (!events) {
    return { documents: [], eventTypes: [] };
  }
  const { document, eventTypes } = await check(
    context,
    'eventSpec',
    'events.spec',
    documentOf(events.spec, 'events.spec'),
  );
  return { documents: [document], eventTypes };
}

async function check(
  { specifications }: Pick<RegistryContext, 'specifications'>,
  role: 'apiSpec' | 'eventSpec',
  field: string,
  document: string | SeparateDocument,
) {
  try {
    const kind = role === 'apiSpec' ? 'api' : 'events';
    const parsed = await specifications.parse(kind, document);
    const { format, contentType, searchText, eventTypes } = parsed;
    return {
      document: prepared(role, document, { format, contentType, searchText }),
      eventTypes,
    };
  } catch (error) {
    if (error instanceof SpecificationRefusedError) {
      throw new ServiceInvalidError(
        `Failed to validate request body, ${field} ${error.message}`,
        { cause: error },
      );
    }
    throw error;
  }
}

export function prepareDocumentation(
  documentation: ServiceDocumentation,
): PreparedDocument {
  const { displayName, description, tags = [], docs = [] } = documentation;
  const words = [
    displayName,
    description,
    ...tags,
    ...docs.flatMap(({ title = '', source = '' }) => [title, source]),
  ];
  return prepared('documentation', JSON.stringify(documentation), {
    format: 'markdown-set',
    contentType: 'application/json',
    searchText: words.join('\n').slice(0, MAX_SEARCH_TEXT),
  });
}

function prepared(
  role: DocumentRole,
  document: string | SeparateDocument,
  facts: { format: DocumentFormat; contentType: string; searchText: string },
): PreparedDocument {
  const { bytes, sha256 } =
    typeof document === 'string' ? stored(document) : document;
  return {
    role,
    reference: {
      key: contentKey(sha256),
      sha256,
      size: bytes.length,
      contentType: facts.contentType,
      format: facts.format,
    },
    bytes,
    searchText: facts.searchText,
  };
}

function stored(text: string): Pick<SeparateDocument, 'bytes' | 'sha256'> {
  const bytes = Buffer.from(text);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Whether a field holds a document. */
export function isGiven(spec: unknown): boolean {
  return spec !== undefined && spec !== null && spec !== '';
}

/** @returns what was taken out of a large definition as it is */
function documentOf(spec: unknown, field: string): string | SeparateDocument {
  if (spec instanceof SeparateDocument) {
    return spec;
  }
  try {
    return textOfSpec(spec);
  } catch (error) {
    throw new ServiceInvalidError(
      `Failed to validate request body, ${field} is nested too deeply`,
      { cause: error },
    );
  }
}
