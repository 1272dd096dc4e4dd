import { MASKED_SECRET } from '@remote-env/plugin-remote-env-common';
import type { RegisteredService, ServiceDetails } from '../../../registry';

/** A service in lists, and the answer to PUT (application-connector 2.3). */
export interface WireService {
  id: string;
  provider: string;
  name: string;
  description: string;
  identifier?: string;
  labels: Record<string, string>;
}

/** JSON that is put into an answer as it stands. */
export interface WireDocuments {
  apiSpec?: string;
  eventSpec?: string;
  documentation?: string;
}

export function wireService(service: RegisteredService): WireService {
  return {
    id: service.id,
    provider: service.provider,
    name: service.displayName,
    description: service.description,
    ...(service.identifier !== undefined && {
      identifier: service.identifier,
    }),
    labels: service.labels,
  };
}

/** JSON text in the place of a value. A class, so that nothing that a system sends can pass for one. */
class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The answer to GET of one service, as JSON: what was registered, with secrets masked. Documents go in as the text
 * that they are stored as, so that a large one is neither parsed nor written again.
 */
export function wireDetails(
  service: ServiceDetails,
  documents: WireDocuments,
): string {
  const { api, shortDescription } = service;
  return join({
    provider: service.provider,
    name: service.displayName,
    description: service.description,
    ...(shortDescription !== undefined && { shortDescription }),
    ...(service.identifier !== undefined && {
      identifier: service.identifier,
    }),
    labels: service.labels,
    ...(api && { api: wireApi(service, api, documents.apiSpec) }),
    ...(service.kinds.includes('events') && {
      events: {
        ...(documents.eventSpec && { spec: new RawJson(documents.eventSpec) }),
      },
    }),
    ...(documents.documentation && {
      documentation: new RawJson(documents.documentation),
    }),
  });
}

function wireApi(
  service: ServiceDetails,
  api: NonNullable<ServiceDetails['api']>,
  spec: string | undefined,
) {
  const { requestParameters } = service;
  const credentials = wireCredentials(service, api.authentication);
  return {
    targetUrl: api.targetUrl,
    ...(api.apiType !== undefined && { apiType: api.apiType }),
    ...(spec && { spec: new RawJson(spec) }),
    ...(api.specificationUrl !== undefined && {
      specificationUrl: api.specificationUrl,
    }),
    // Both forms, so that clients of either find theirs.
    ...(requestParameters && { requestParameters, ...requestParameters }),
    ...(credentials && { credentials }),
  };
}

function wireCredentials(
  {
    tokenRequestParameters,
    clientCertificate,
    generatedCertificate,
  }: ServiceDetails,
  authentication: NonNullable<ServiceDetails['api']>['authentication'],
) {
  const { type, tokenUrl, csrfTokenUrl } = authentication;
  const csrf = csrfTokenUrl && {
    csrfInfo: { tokenEndpointURL: csrfTokenUrl },
  };
  const token = {
    url: tokenUrl,
    clientId: MASKED_SECRET,
    ...(tokenRequestParameters && {
      requestParameters: tokenRequestParameters,
    }),
    ...csrf,
  };
  switch (type) {
    case 'oauth':
      return { oauth: { ...token, clientSecret: MASKED_SECRET } };
    case 'oauthWithCertificate':
      return {
        oauthWithCertificate: {
          ...token,
          certificate: clientCertificate ?? MASKED_SECRET,
          key: MASKED_SECRET,
        },
      };
    case 'basic':
      return {
        basic: { username: MASKED_SECRET, password: MASKED_SECRET, ...csrf },
      };
    case 'certificateGen':
      return { certificateGen: { ...generatedCertificate, ...csrf } };
    default:
      return undefined;
  }
}

/** JSON of a value in which some parts are JSON text already. */
function join(value: unknown): string {
  if (value instanceof RawJson) {
    return value.text;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => `${JSON.stringify(key)}:${join(item)}`);
  return `{${members.join(',')}}`;
}
