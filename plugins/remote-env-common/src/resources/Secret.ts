import { z } from 'zod';
import { objectMetaSchema, type ResourceKind } from './meta';

const schema = z.object({
  apiVersion: z.literal('v1'),
  kind: z.literal('Secret'),
  metadata: objectMetaSchema,
  type: z.string().optional(),
  /** Values in base64, as in Kubernetes. */
  data: z.record(z.string(), z.string()).optional(),
});
export type Secret = z.infer<typeof schema>;

/** A Kubernetes Secret; stores that keep it themselves encrypt it. */
export const SecretKind: ResourceKind<Secret> & {
  readonly schema: typeof schema;
} = {
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  hasStatus: false,
  sensitive: true,
  schema,
};

/** Names the one service that may use a Secret; a Secret without it is never used. */
export const SERVICE_ANNOTATION = 'remote-env.dev/service';

/** Keys of credential Secrets by authentication type (application-connector reference 4.2). */
export const credentialSecretKeys = {
  basic: ['username', 'password'],
  oauth: ['clientId', 'clientSecret', 'headers', 'queryParameters'],
  oauthWithCertificate: [
    'clientId',
    'crt',
    'key',
    'headers',
    'queryParameters',
  ],
  certificateGen: ['commonName', 'crt', 'key'],
} as const;
