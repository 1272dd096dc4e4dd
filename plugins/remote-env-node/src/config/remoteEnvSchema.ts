import { z } from 'zod';
import { approvalsSchema } from './approvalsConfig';
import { authoritySchema } from './authorityConfig';
import {
  booleanValue,
  durationValue,
  keyValue,
  listValue,
  numberValue,
  sharedTokenValue,
  urlValue,
} from './configValues';
import { documentStoreSchema } from './documentStoreConfig';
import { ASSERTION_KEY, GATEWAY_TOKEN, oneOfEach } from './exclusive';
import {
  checkHeaderName,
  forwardedShape,
  ingressNamesSchema,
} from './forwardedConfig';
import {
  gatewayRoleSchema,
  namespacesSchema,
  subjectSchema,
} from './gatewayConfig';
import { kubernetesConnectionSchema } from './resourceStoreConfig';
import { servicePerApiSchema } from './servicePerApiConfig';

const SECOND = 1000;
const MIB = 1024 * 1024;

const listen = (port: number) =>
  z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: numberValue(0, 65535).default(port),
    })
    .prefault({});

const database = z.discriminatedUnion('client', [
  z.strictObject({
    client: z.literal('sqlite'),
    file: z.string().min(1).optional(),
  }),
  z.strictObject({
    client: z.literal('pg'),
    connectionString: z.string(),
    schema: z.string().min(1).default('remote_env'),
  }),
]);

const natsName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, {
  error: 'must have 1 to 64 letters, digits, _ or -',
});

const file = z.string().min(1);

const NO_NATS_SERVERS =
  "is missing: name its servers, e.g. ['nats://nats:4222']";

const nats = z
  .strictObject({
    servers: listValue(
      z
        .array(
          z.string().regex(/^(nats|tls):\/\/[^\s/@]+$/, {
            error:
              'must be nats://host:port or tls://host:port, without credentials',
          }),
          { error: NO_NATS_SERVERS },
        )
        .min(1, { error: NO_NATS_SERVERS }),
    ),
    credentialsFile: file.optional(),
    username: z.string().min(1).optional(),
    password: z.string().min(1).optional(),
    token: z.string().min(1).optional(),
    tls: z
      .strictObject({
        caFile: file.optional(),
        certFile: file.optional(),
        keyFile: file.optional(),
      })
      .optional(),
    stream: natsName.default('REMOTE_ENV'),
    subjectPrefix: natsName.default('remote-env'),
    replicas: numberValue(1, 5).default(1),
    maxBytes: numberValue(MIB, Number.MAX_SAFE_INTEGER).optional(),
    monitoringUrls: listValue(
      z.array(urlValue(['http:', 'https:'])).default([]),
    ),
  })
  .refine(
    ({ credentialsFile, username, token }) =>
      [credentialsFile, username, token].filter(Boolean).length <= 1,
    { error: 'must have one of credentialsFile, username and token at most' },
  )
  .refine(({ username, password }) => !username === !password, {
    path: ['password'],
    error: 'must stand with username, and neither alone',
  });

/** An absent block counts as an empty one, so that messages name the keys that must be in it. */
const block = <S extends z.ZodType>(schema: S) =>
  z.preprocess(value => value ?? {}, schema);

const hostList = z.array(z.string().min(1));

/**
 * `remoteEnv` as it stands in `app-config.yaml`; `config.d.ts` of the back-end plugin describes it for people.
 * Objects refuse unknown keys, so that a slip of the pen is not a silent default.
 */
export const remoteEnvSchema = z.strictObject({
  dataDir: z.string({
    error:
      'is missing: name the folder in which this installation keeps its files',
  }),
  admins: z
    .array(
      z.string().regex(/^(user|group):[^/\s]+\/[^/\s]+$/i, {
        error: "must be an entity reference such as 'group:default/platform'",
      }),
    )
    .default([]),
  approvals: approvalsSchema,
  namespaces: namespacesSchema.strict().prefault({}),
  resourceStore: z
    .strictObject({
      type: z.enum(['database', 'kubernetes']).default('database'),
      database: database.prefault({ client: 'sqlite' }),
      kubernetes: kubernetesConnectionSchema.strict().prefault({}),
    })
    .prefault({}),
  servicePerApi: servicePerApiSchema,
  documentStore: documentStoreSchema,
  eventBus: z
    .strictObject({
      type: z.enum(['database', 'nats']).default('database'),
      database: database.prefault({ client: 'sqlite' }),
      // Another engine's block may stay where it is, as with documents.
      nats: z.unknown().optional(),
      duplicateWindow: durationValue(SECOND, 7).prefault('5m'),
      retention: durationValue(60 * SECOND, 3650).prefault('7d'),
    })
    .transform(({ nats: given, ...rest }, ctx) => {
      if (rest.type !== 'nats') {
        return { ...rest, nats: undefined };
      }
      const parsed = nats.safeParse(given ?? {});
      for (const issue of parsed.error?.issues ?? []) {
        ctx.addIssue({ ...issue, path: ['nats', ...issue.path] });
      }
      return parsed.success ? { ...rest, nats: parsed.data } : z.NEVER;
    })
    .prefault({}),
  secrets: block(z.strictObject({ encryptionKey: keyValue })),
  trust: z
    .strictObject({
      subject: subjectSchema.strict().prefault({}),
      tokenTtl: durationValue(SECOND, 7).prefault('5m'),
      certificateValidity: durationValue(60 * SECOND, 3650).prefault('90d'),
      authority: authoritySchema,
      crlValidity: durationValue(60 * SECOND, 365).prefault('24h'),
    })
    .prefault({}),
  edge: z
    .strictObject({
      publicUrl: urlValue(['https:']).optional(),
      listen: listen(8443),
      limits: z
        .strictObject({
          registryBody: numberValue(1024, 1024 * MIB).default(32 * MIB),
          eventBody: numberValue(1024, MIB).default(64 * 1024),
        })
        .prefault({}),
      maxViewAge: durationValue(5 * SECOND, 7).prefault('15m'),
      forwarded: z
        .strictObject({
          listen: listen(8444),
          ...forwardedShape,
          names: listValue(ingressNamesSchema).optional(),
        })
        .superRefine(checkHeaderName)
        .optional(),
    })
    .prefault({}),
  apiProxy: z
    .strictObject({
      publicUrl: urlValue(['http:', 'https:']).optional(),
      listen: listen(8081),
      retryBodyLimit: numberValue(1, 64 * MIB).default(MIB),
      timeout: durationValue(100, 1).prefault('30s'),
    })
    .prefault({}),
  metrics: z.strictObject({ listen: listen(9464) }).prefault({}),
  gateway: block(
    oneOfEach(
      z.strictObject({
        supervise: booleanValue.default(true),
        roles: z
          .array(gatewayRoleSchema)
          .min(1)
          .default(['edge', 'events', 'apiproxy', 'delivery']),
        portalUrl: urlValue(['http:', 'https:']).optional(),
        token: sharedTokenValue.optional(),
        tokenFile: file.optional(),
        assertionKey: keyValue.optional(),
        assertionKeyFile: file.optional(),
        controlToken: sharedTokenValue,
        bundle: z.string().min(1).optional(),
      }),
      [GATEWAY_TOKEN, ASSERTION_KEY],
    ),
  ),
  outbound: z
    .strictObject({
      allowLoopback: booleanValue.default(false),
      allow: z
        .strictObject({
          target: hostList.optional(),
          token: hostList.optional(),
          spec: hostList.optional(),
          sink: hostList.optional(),
          webhook: hostList.optional(),
        })
        .default({}),
      deny: hostList.default([]),
    })
    .prefault({}),
  registry: z
    .strictObject({ versions: numberValue(1, 200).default(20) })
    .prefault({}),
  activity: z
    .strictObject({
      retention: durationValue(24 * 3600 * SECOND, 3650).prefault('90d'),
    })
    .prefault({}),
});

export type RemoteEnvInput = z.output<typeof remoteEnvSchema>;
