import { z } from 'zod';
import { conditionSchema, defineKind, defineSlimKind } from './meta';

/** What a stored document is. One service holds at most one of each role. */
export const documentRoleSchema = z.enum([
  'apiSpec',
  'eventSpec',
  'documentation',
]);

export const documentFormatSchema = z.enum([
  'swagger-2.0',
  'openapi-3.0',
  'openapi-3.1',
  'openapi-3.2',
  'asyncapi-1',
  'asyncapi-2',
  'asyncapi-3',
  'odata-edmx',
  'odata-csdl',
  'markdown-set',
]);

export const documentReferenceSchema = z.object({
  /** Content-addressed key in the document store. */
  key: z.string(),
  /** Lower-case hex. */
  sha256: z.string(),
  /** Bytes. */
  size: z.number().int().nonnegative(),
  contentType: z.string(),
  format: documentFormatSchema,
});

export const authenticationTypeSchema = z.enum([
  'none',
  'basic',
  'oauth',
  'oauthWithCertificate',
  'certificateGen',
]);

const apiSchema = z.object({
  targetUrl: z.string(),
  apiType: z.string().optional(),
  authentication: z.object({
    type: authenticationTypeSchema,
    /** Name of the Secret in the same namespace; keys as in `credentialSecretKeys`. */
    secretName: z.string().optional(),
    tokenUrl: z.string().optional(),
    csrfTokenUrl: z.string().optional(),
  }),
  /** Secret with `headers` and `queryParameters`, each JSON `{name: [values]}`. */
  requestParametersSecretName: z.string().optional(),
  specificationUrl: z.string().optional(),
  /** TLS certificate of target and token URL is not verified. */
  skipVerify: z.boolean().optional(),
});

/** A day as RFC 3339 writes it. Only its form is checked: stores outside cannot check more. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Its owner asks consumers to leave. Nothing is cut off by it. */
export const deprecationSchema = z.object({
  /** `YYYY-MM-DD`: the day from which the owner no longer promises to run it. */
  endsOn: z.string().regex(DAY),
  /** Id or readable name of the service of the same environment that takes its place. */
  successor: z.string().optional(),
});

const spec = z.object({
  environment: z.object({ name: z.string(), uid: z.string() }),
  /** UUID; also the name of the object is `{environment}-{id}` cut as in `remoteServiceObjectName`. */
  id: z.string(),
  /** Readable, unique within the environment, derived from display name and id. */
  name: z.string(),
  identifier: z.string().optional(),
  provider: z.string(),
  displayName: z.string(),
  description: z.string(),
  shortDescription: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  api: apiSchema.optional(),
  events: z
    .object({
      /** Event types named by the catalog, for pickers and subscriptions. */
      types: z.array(
        z.object({ name: z.string(), version: z.string().optional() }),
      ),
    })
    .optional(),
  documents: z
    .partialRecord(documentRoleSchema, documentReferenceSchema)
    .optional(),
  documentation: z
    .object({
      displayName: z.string(),
      description: z.string(),
      type: z.string(),
      tags: z.array(z.string()).optional(),
    })
    .optional(),
  deprecation: deprecationSchema.optional(),
  /** Host name of the per-API Service; also accepted by Host at the API proxy. */
  hostName: z.string().optional(),
  /** `Pending` is invisible to readers; the registry flips it to `Ready` as its commit point. */
  phase: z.enum(['Pending', 'Ready', 'Deleting']),
});

const status = z.object({
  observedGeneration: z.number().int().optional(),
  /** `Ready`, `Valid`, `CredentialsReady`; `Healthy` once it was called. */
  conditions: z.array(conditionSchema).optional(),
  /** RFC 3339; at most one write a minute. */
  lastCall: z.string().optional(),
  /** The same of calls that were not answered by a server error. */
  lastAnswered: z.string().optional(),
});

/** One service that a remote environment registered: an API, an event catalog, or both. Owned by its environment. */
export const RemoteServiceKind = defineKind({
  kind: 'RemoteService',
  plural: 'remoteservices',
  spec,
  status,
});

/** Of the same objects what calls are judged and made by: a gateway keeps thousands of them in memory. */
export const CalledServiceKind = defineSlimKind({
  kind: 'RemoteService',
  plural: 'remoteservices',
  spec: spec.pick({
    environment: true,
    id: true,
    name: true,
    api: true,
    phase: true,
  }),
  status: z.object({}),
});

/**
 * The same objects as people may apply them: what the portal fills in can be missing. Whatever is not a complete
 * `RemoteService` is nobody's business but the portal's, which completes it or says in its conditions why it cannot.
 */
export const RemoteServiceManifestKind = defineKind({
  kind: 'RemoteService',
  plural: 'remoteservices',
  spec: spec.partial({ id: true, name: true, phase: true }).extend({
    environment: z.object({ name: z.string(), uid: z.string().optional() }),
  }),
  status,
});
export type RemoteServiceManifest = z.infer<
  typeof RemoteServiceManifestKind.schema
>;
export type RemoteService = z.infer<typeof RemoteServiceKind.schema>;

/** Whether everything is there that the portal fills in. */
export function isCompleteService(
  manifest: RemoteServiceManifest,
): manifest is RemoteService {
  const { id, name, phase, environment } = manifest.spec;
  return [id, name, phase, environment.uid].every(part => part !== undefined);
}

export type CalledService = z.infer<typeof CalledServiceKind.schema>;
export type Deprecation = z.infer<typeof deprecationSchema>;
export type RemoteServiceSpec = RemoteService['spec'];
export type DocumentRole = z.infer<typeof documentRoleSchema>;
export type DocumentFormat = z.infer<typeof documentFormatSchema>;
export type DocumentReference = z.infer<typeof documentReferenceSchema>;
export type AuthenticationType = z.infer<typeof authenticationTypeSchema>;
