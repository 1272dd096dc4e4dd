import { z } from 'zod';
import {
  headersField,
  objectField,
  optionalText,
  optionalUrl,
  queryParametersField,
  requiredText,
  requiredUrl,
} from './fields';
import { SERVICE_LIMITS as LIMITS } from './limits';

const parameters = {
  headers: headersField.optional(),
  queryParameters: queryParametersField.optional(),
};

const requestParameters = objectField(
  'requestParameters',
  parameters,
).optional();

const csrfInfo = objectField('csrfInfo', {
  tokenEndpointURL: requiredUrl('csrfInfo tokenEndpointURL'),
}).optional();

const oauth = objectField('oauth', {
  url: requiredUrl('oauth url'),
  clientId: requiredText('oauth clientId', LIMITS.secret),
  clientSecret: requiredText('oauth clientSecret', LIMITS.secret),
  requestParameters,
  csrfInfo,
}).optional();

/** The token endpoint knows the client by a certificate that it brings itself (RFC 8705). */
const oauthWithCertificate = objectField('oauthWithCertificate', {
  url: requiredUrl('oauthWithCertificate url'),
  clientId: requiredText('oauthWithCertificate clientId', LIMITS.secret),
  certificate: requiredText(
    'oauthWithCertificate certificate',
    LIMITS.certificate,
  ),
  key: requiredText('oauthWithCertificate key', LIMITS.certificate),
  requestParameters,
  csrfInfo,
}).optional();

const basic = objectField('basic', {
  username: requiredText('basic username', LIMITS.secret),
  password: requiredText('basic password', LIMITS.secret),
  csrfInfo,
}).optional();

const certificateGen = objectField('certificateGen', {
  commonName: requiredText('certificateGen commonName', LIMITS.commonName),
  csrfInfo,
}).optional();

const CREDENTIAL_TYPES = [
  'oauth',
  'oauthWithCertificate',
  'basic',
  'certificateGen',
] as const;

function given(
  credentials: Record<string, unknown>,
  names: readonly string[],
): string[] {
  return names.filter(name => credentials[name] !== undefined);
}

/**
 * Other fields of a body are ignored; an unknown *credential type* is refused, because a service that was meant to
 * be called with credentials must not end up without.
 */
const credentials = z
  .looseObject(
    { oauth, oauthWithCertificate, basic, certificateGen },
    'credentials field must be an object.',
  )
  .superRefine((value, ctx) => {
    const known = given(value, CREDENTIAL_TYPES);
    if (known.length > 1) {
      ctx.addIssue({
        code: 'custom',
        message: `to many authentication methods provided: ${known.join(
          ', ',
        )}.`,
      });
    }
    const others = Object.keys(value).filter(name => value[name] !== undefined);
    if (known.length === 0 && others.length > 0) {
      ctx.addIssue({
        code: 'custom',
        message: `credentials field must hold one of ${CREDENTIAL_TYPES.join(
          ', ',
        )}.`,
      });
    }
  })
  .transform(value => ({
    oauth: value.oauth,
    oauthWithCertificate: value.oauthWithCertificate,
    basic: value.basic,
    certificateGen: value.certificateGen,
  }))
  .optional();

const specificationCredentials = z
  .object({ oauth, basic }, 'specificationCredentials field must be an object.')
  .refine(
    value => given(value, ['oauth', 'basic']).length <= 1,
    'to many authentication methods provided.',
  )
  .optional();

const api = objectField('api', {
  targetUrl: requiredUrl('targetUrl'),
  apiType: optionalText('apiType', LIMITS.name),
  spec: z.unknown().optional(),
  specificationUrl: optionalUrl('specificationUrl'),
  specificationCredentials,
  specificationRequestParameters: requestParameters,
  requestParameters,
  /** Deprecated form of `requestParameters`; counts only when that is absent. */
  ...parameters,
  credentials,
}).optional();

const events = objectField('events', {
  spec: z
    .unknown()
    .refine(
      value => value !== undefined && value !== '',
      'events spec field cannot be empty.',
    ),
}).optional();

const documentation = objectField('documentation', {
  displayName: requiredText('documentation displayName', LIMITS.name),
  description: requiredText('documentation description', LIMITS.description),
  type: requiredText('documentation type', LIMITS.name),
  tags: z
    .array(
      z
        .string('documentation tags must be strings.')
        .max(LIMITS.name, 'documentation tags are too long.'),
      'documentation tags field must be a list of strings.',
    )
    .max(LIMITS.tags, 'documentation tags field holds too many tags.')
    .optional(),
  docs: z
    .array(
      objectField('documentation docs', {
        title: z.string('title field must be a string.').optional(),
        type: z.string('type field must be a string.').optional(),
        source: z.string('source field must be a string.').optional(),
      }),
      'documentation docs field must be a list of objects.',
    )
    .max(LIMITS.docs, 'documentation docs field holds too many documents.')
    .optional(),
}).optional();

const labels = z
  .record(
    z.string().min(1).max(LIMITS.labelKey),
    z
      .string('label values must be strings.')
      .max(LIMITS.labelValue, 'label values are too long.'),
    {
      error: ({ code }) =>
        code === 'invalid_key'
          ? `label names must have 1 to ${LIMITS.labelKey} characters.`
          : 'labels field must be an object.',
    },
  )
  .refine(
    map => Object.keys(map).length <= LIMITS.labels,
    `labels field must not hold more than ${LIMITS.labels} labels.`,
  )
  .optional();

/** Body of POST and PUT of wire-contracts 1.2 once `null` is taken as absent. */
export const serviceDefinitionSchema = z
  .object(
    {
      provider: requiredText('Provider', LIMITS.name),
      name: requiredText('Name', LIMITS.name),
      description: requiredText('Description', LIMITS.description),
      shortDescription: optionalText(
        'shortDescription',
        LIMITS.shortDescription,
      ),
      identifier: optionalText('identifier', LIMITS.name),
      labels,
      api,
      events,
      documentation,
    },
    'body must be a JSON object.',
  )
  .refine(
    body => body.api !== undefined || body.events !== undefined,
    'At least one of api and events must be given: api field and events field cannot both be empty.',
  );

/** A service as it is registered: everything that wire-contracts 1.2 takes, checked. */
export type ServiceDefinition = z.output<typeof serviceDefinitionSchema>;
export type ServiceApiDefinition = NonNullable<ServiceDefinition['api']>;
export type ServiceCredentials = NonNullable<
  ServiceApiDefinition['credentials']
>;
export type ServiceDocumentation = NonNullable<
  ServiceDefinition['documentation']
>;
/** Headers and query parameters that are added to calls, each `{name: [values]}`. */
export type RequestParameters = NonNullable<
  ServiceApiDefinition['requestParameters']
>;
