import { z } from 'zod';
import type { ServiceDefinition } from '../../../apis';
import { parseGuides, type Guide } from '../../documents/guides';
import { formatParameterMap } from '../pairs';

export const AUTHENTICATIONS = [
  'none',
  'basic',
  'oauth',
  'oauthWithCertificate',
  'certificateGen',
] as const;
export type FormAuthentication = (typeof AUTHENTICATIONS)[number];

/** What the fields hold. */
export interface ServiceForm {
  name: string;
  provider: string;
  description: string;
  shortDescription: string;
  identifier: string;
  /** `key=value` lines. */
  labels: string;
  targetUrl: string;
  specificationUrl: string;
  apiText: string;
  authentication: FormAuthentication;
  username: string;
  password: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  /** PEM, or base64 of it. */
  clientCertificate: string;
  clientKey: string;
  commonName: string;
  csrfUrl: string;
  /** `Name: value` lines. */
  headers: string;
  /** `name=value` lines. */
  queryParameters: string;
  eventsText: string;
  guides: Guide[];
  /** What was registered; what no field shows is kept of it. */
  base: ServiceDefinition;
}

export function emptyServiceForm(provider: string): ServiceForm {
  return {
    name: '',
    provider,
    description: '',
    shortDescription: '',
    identifier: '',
    labels: '',
    targetUrl: '',
    specificationUrl: '',
    apiText: '',
    authentication: 'none',
    username: '',
    password: '',
    tokenUrl: '',
    clientId: '',
    clientSecret: '',
    clientCertificate: '',
    clientKey: '',
    commonName: '',
    csrfUrl: '',
    headers: '',
    queryParameters: '',
    eventsText: '',
    guides: [],
    base: {},
  };
}

const text = z.string().catch('');
const csrfInfo = z.object({ tokenEndpointURL: text }).optional();
const parameterMap = z
  .record(z.string(), z.array(z.string()))
  .catch({})
  .default({});
const parameters = z
  .object({ headers: parameterMap, queryParameters: parameterMap })
  .default({ headers: {}, queryParameters: {} });

const registeredSchema = z.object({
  name: text,
  provider: text,
  description: text,
  shortDescription: text,
  identifier: text,
  labels: z.record(z.string(), z.string()).catch({}),
  api: z
    .object({
      targetUrl: text,
      specificationUrl: text,
      requestParameters: parameters,
      credentials: z
        .object({
          basic: z
            .object({ username: text, password: text, csrfInfo })
            .optional(),
          oauth: z
            .object({
              url: text,
              clientId: text,
              clientSecret: text,
              csrfInfo,
            })
            .optional(),
          oauthWithCertificate: z
            .object({
              url: text,
              clientId: text,
              certificate: text,
              key: text,
              csrfInfo,
            })
            .optional(),
          certificateGen: z.object({ commonName: text, csrfInfo }).optional(),
        })
        .default({}),
    })
    .optional(),
});

/** The documents of a service as they were registered. */
export interface FormDocuments {
  apiSpec?: string;
  eventSpec?: string;
  documentation?: string;
}

/** The fields of a service that is there. */
export function serviceFormOf(
  definition: ServiceDefinition,
  documents: FormDocuments,
): ServiceForm {
  const { api, labels, ...texts } = registeredSchema.parse(definition);
  const { basic, oauth, oauthWithCertificate, certificateGen } =
    api?.credentials ?? {};
  const token = oauth ?? oauthWithCertificate;
  const { documentation } = documents;
  const csrf = (basic ?? token ?? certificateGen)?.csrfInfo;
  return {
    ...emptyServiceForm(''),
    ...texts,
    labels: Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join('\n'),
    targetUrl: api?.targetUrl ?? '',
    specificationUrl: api?.specificationUrl ?? '',
    apiText: documents.apiSpec ?? '',
    authentication:
      (basic && 'basic') ??
      (oauth && 'oauth') ??
      (oauthWithCertificate && 'oauthWithCertificate') ??
      (certificateGen && 'certificateGen') ??
      'none',
    username: basic?.username ?? '',
    password: basic?.password ?? '',
    tokenUrl: token?.url ?? '',
    clientId: token?.clientId ?? '',
    clientSecret: oauth?.clientSecret ?? '',
    clientCertificate: oauthWithCertificate?.certificate ?? '',
    clientKey: oauthWithCertificate?.key ?? '',
    commonName: certificateGen?.commonName ?? '',
    csrfUrl: csrf?.tokenEndpointURL ?? '',
    headers: formatParameterMap(api?.requestParameters.headers ?? {}, ': '),
    queryParameters: formatParameterMap(
      api?.requestParameters.queryParameters ?? {},
      '=',
    ),
    eventsText: documents.eventSpec ?? '',
    guides:
      documentation === undefined ? [] : parseGuides(documentation, texts.name),
    base: {
      ...definition,
      ...(documentation !== undefined && {
        documentation: asObject(documentation),
      }),
    },
  };
}

function asObject(json: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(json));
  } catch {
    return {};
  }
}
