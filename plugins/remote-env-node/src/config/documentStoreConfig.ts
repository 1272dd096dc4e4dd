import path from 'node:path';
import { z } from 'zod';
import type { MinioDocumentStoreOptions } from '../minio/MinioDocumentStoreOptions';
import {
  booleanValue,
  durationValue,
  numberValue,
  urlValue,
} from './configValues';

const GIB = 1024 * 1024 * 1024;

/** `remoteEnv.documentStore`, checked, with every default filled in. */
export type DocumentStoreConfig =
  | { type: 'filesystem'; filesystem: { root: string } }
  | {
      type: 'minio';
      minio: MinioDocumentStoreOptions;
      /** Absent: documents are not cached. */
      cache?: { folder: string; maxBytes: number };
    };

const requiredText = (what: string) =>
  z
    .string({ error: `is missing: ${what}` })
    .min(1, { error: `is empty: ${what}` });

const minioSchema = z
  .strictObject({
    endpoint: z
      .string({
        error:
          "is missing: set it to the S3 API's origin, e.g. https://s3.acme.test:9000",
      })
      .pipe(urlValue(['https:', 'http:']))
      // Whatever is no URL at all was told already.
      .refine(text => (URL.parse(text)?.pathname ?? '/') === '/', {
        error: 'must be an origin, without a path',
      }),
    caFile: z.string().min(1).optional(),
    accessKey: z.string().min(1).optional(),
    secretKey: z.string().min(1).optional(),
    sessionToken: z.string().min(1).optional(),
    accessKeyFile: z.string().min(1).optional(),
    secretKeyFile: z.string().min(1).optional(),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,64}$/, {
        error: "must be a region's name such as 'eu-central-1'",
      })
      .default('us-east-1'),
    bucket: requiredText('name the bucket that holds the documents').regex(
      // Amazon S3 User Guide, "General purpose bucket naming rules"; dots are left out, TLS does not go with them.
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      {
        error:
          'must have 3 to 63 lower-case letters, digits and dashes, and neither begin nor end with a dash',
      },
    ),
    createBucket: booleanValue.default(false),
    prefix: z
      .string()
      .regex(/^((?!\.{1,2}\/)[A-Za-z0-9._-]{1,100}\/){0,4}$/, {
        error:
          "must be empty or segments of letters, digits, '.', '_' and '-' that each end with '/', e.g. 'remote-env/'",
      })
      .default(''),
    addressing: z.enum(['path', 'virtualHost']).default('path'),
    serverSideEncryption: z
      .discriminatedUnion('type', [
        z.strictObject({ type: z.literal('s3') }),
        z.strictObject({
          type: z.literal('kms'),
          keyId: z
            .string()
            .regex(/^[\x21-\x7e]{1,2048}$/, {
              error: 'must be printable ASCII characters',
            })
            .optional(),
        }),
      ])
      .optional(),
    timeout: durationValue(100, 1).prefault('30s'),
    spoolFolder: z.string().min(1).optional(),
  })
  .transform((input, ctx) => {
    const credentials = credentialsOf(input);
    if (!credentials) {
      ctx.addIssue({
        code: 'custom',
        message:
          'must have either accessKey and secretKey, or accessKeyFile and secretKeyFile',
      });
      return z.NEVER;
    }
    return { ...input, credentials };
  });

function credentialsOf(input: {
  accessKey?: string;
  secretKey?: string;
  sessionToken?: string;
  accessKeyFile?: string;
  secretKeyFile?: string;
}): MinioDocumentStoreOptions['credentials'] | undefined {
  const { accessKey, secretKey, sessionToken } = input;
  const { accessKeyFile, secretKeyFile } = input;
  const plain = accessKey ?? secretKey ?? sessionToken;
  const files = accessKeyFile ?? secretKeyFile;
  if (accessKey && secretKey && files === undefined) {
    return { accessKey, secretKey, ...(sessionToken && { sessionToken }) };
  }
  if (accessKeyFile && secretKeyFile && plain === undefined) {
    return {
      accessKeyFile: path.resolve(accessKeyFile),
      secretKeyFile: path.resolve(secretKeyFile),
    };
  }
  return undefined;
}

const filesystem = z
  .strictObject({ root: z.string().min(1).optional() })
  .prefault({});

/** `remoteEnv.documentStore` as it stands in `app-config.yaml`. */
export const documentStoreSchema = z
  .preprocess(
    // Without a type it is the embedded one.
    value =>
      typeof value === 'object' && value !== null && !('type' in value)
        ? { ...value, type: 'filesystem' }
        : value,
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('filesystem'),
        filesystem,
        minio: z.unknown().optional(),
        cache: z.unknown().optional(),
      }),
      z.strictObject({
        type: z.literal('minio'),
        filesystem,
        minio: z.preprocess(value => value ?? {}, minioSchema),
        cache: z
          .strictObject({
            maxBytes: numberValue(0, 1024 * GIB).default(GIB),
            folder: z.string().min(1).optional(),
          })
          .prefault({}),
      }),
    ]),
  )
  .prefault({});

/** @param dataDir - absolute */
export function documentStoreOf(
  input: z.output<typeof documentStoreSchema>,
  dataDir: string,
): DocumentStoreConfig {
  if (input.type === 'filesystem') {
    const root = input.filesystem.root ?? path.join(dataDir, 'documents');
    return { type: 'filesystem', filesystem: { root: path.resolve(root) } };
  }
  const { minio, cache } = input;
  const folder = cache.folder ?? path.join(dataDir, 'document-cache');
  return {
    type: 'minio',
    minio: {
      endpoint: new URL(minio.endpoint).origin,
      credentials: minio.credentials,
      region: minio.region,
      bucket: minio.bucket,
      createBucket: minio.createBucket,
      prefix: minio.prefix,
      addressing: minio.addressing,
      timeoutMs: minio.timeout,
      ...(minio.caFile && { caFile: path.resolve(minio.caFile) }),
      ...(minio.serverSideEncryption && {
        serverSideEncryption: minio.serverSideEncryption,
      }),
      ...(minio.spoolFolder && {
        spoolFolder: path.resolve(minio.spoolFolder),
      }),
    },
    ...(cache.maxBytes > 0 && {
      cache: { folder: path.resolve(folder), maxBytes: cache.maxBytes },
    }),
  };
}
