import { z } from 'zod';
import {
  booleanValue,
  keyValue,
  sharedTokenValue,
  urlValue,
} from './configValues';
import { databaseConnectionSchema } from './databaseConnection';
import { ASSERTION_KEY, GATEWAY_TOKEN, oneOfEach } from './exclusive';
import {
  checkHeaderName,
  forwardedShape,
  ingressNamesSchema,
} from './forwardedConfig';
import { resourceStoreConfigSchema } from './resourceStoreConfig';

/** The data plane's parts; a process runs any set of them. */
export const gatewayRoleSchema = z.enum(
  ['edge', 'events', 'apiproxy', 'delivery'],
  { error: 'must be edge, events, apiproxy or delivery' },
);
export type GatewayRole = z.infer<typeof gatewayRoleSchema>;

export const listenSchema = z.object({
  /** Address to bind. */
  host: z.string().default('127.0.0.1'),
  /** 0: any free port. */
  port: z.number().int().min(0).max(65535),
});

const NATS_SERVER = /^(nats|tls):\/\/[^\s/@]+$/;
const NATS_SERVER_FORM =
  'must be nats://host:port or tls://host:port, without credentials';

const natsName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** How NATS is reached, and what is ours on it. Files are read for every new connection. */
export const natsConnectionSchema = z.object({
  /** `nats://host:port` or `tls://host:port`, of any servers of one cluster; a text may name several, with commas. */
  servers: z
    .array(z.string().min(1))
    .min(1)
    .transform(servers =>
      servers
        .flatMap(server => server.split(',').map(one => one.trim()))
        .filter(server => server !== ''),
    )
    .refine(servers => servers.every(server => NATS_SERVER.test(server)), {
      error: NATS_SERVER_FORM,
    }),
  /** A NATS credentials file: user JWT and key. */
  credentialsFile: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  token: z.string().optional(),
  tls: z
    .object({
      /** PEM of the CAs that the servers' certificates chain to; absent: those of the system. */
      caFile: z.string().optional(),
      certFile: z.string().optional(),
      keyFile: z.string().optional(),
    })
    .optional(),
  /** Name of the log's stream; those of the others begin with it. */
  stream: natsName.default('REMOTE_ENV'),
  /** First token of every subject. */
  subjectPrefix: natsName.default('remote-env'),
  replicas: z.number().int().min(1).max(5).default(1),
  /** Of the log and of the dead letters, each; a full one refuses what is new. Absent: the server's own limits. */
  maxBytes: z.number().int().positive().optional(),
  /** Monitoring endpoints of all servers, asked at start whether they sync before they acknowledge. */
  monitoringUrls: z.array(urlValue(['http:', 'https:'])).default([]),
});
export type NatsConnectionConfig = z.infer<typeof natsConnectionSchema>;

/** The part of an event bus's configuration that does not depend on its engine. */
const eventLimits = {
  /** Ids of one environment are remembered this long. */
  duplicateWindowSeconds: z.number().int().positive().default(300),
  /** Settled events are kept this long. */
  retentionSeconds: z
    .number()
    .int()
    .positive()
    .default(7 * 24 * 3600),
};

export const eventBusConfigSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('database'),
    database: databaseConnectionSchema,
    ...eventLimits,
  }),
  z.object({
    type: z.literal('nats'),
    nats: natsConnectionSchema,
    ...eventLimits,
  }),
]);
export type EventBusConfig = z.infer<typeof eventBusConfigSchema>;

export const namespacesSchema = z.object({
  authority: z.string().default('remote-env-authority'),
  system: z.string().default('remote-env-system'),
});

/** What outbound calls may reach, per purpose; the deny list always wins. */
export const outboundSchema = z.object({
  /** Local try-out only: loopback targets, sinks and token URLs over plain http. */
  allowLoopback: z.boolean().default(false),
  /** Hosts (`*.acme.test`, `10.0.0.0/8`) allowed although private or plain http, per purpose. */
  allow: z
    .partialRecord(
      z.enum(['target', 'token', 'spec', 'sink', 'webhook']),
      z.array(z.string()),
    )
    .default({}),
  /** Hosts and networks never called. */
  deny: z.array(z.string()).default([]),
});
export type OutboundConfig = z.infer<typeof outboundSchema>;

const bytes = z.number().int().positive();

/** Subject of the certificates that we issue; the common name is the environment's name. No character that would need escaping. */
export const subjectSchema = z.object({
  organization: z
    .string()
    .regex(/^[A-Za-z0-9 .-]+$/)
    .default('Organization'),
  organizationalUnit: z
    .string()
    .regex(/^[A-Za-z0-9 .-]+$/)
    .default('OrgUnit'),
  locality: z
    .string()
    .regex(/^[A-Za-z0-9 .-]+$/)
    .default('Locality'),
  province: z
    .string()
    .regex(/^[A-Za-z0-9 .-]+$/)
    .default('Province'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .default('DE'),
  /** Tenant and group of an environment, where it has them, in the place of organization and organizational unit. */
  byTenant: booleanValue.default(false),
});
export type SubjectConfig = z.infer<typeof subjectSchema>;

/**
 * Everything a gateway process needs, as one JSON document. The portal writes it in the embedded default (mode 0600: it
 * holds keys); in a cluster it is mounted, and its keys are references to files.
 */
export const gatewayConfigSchema = z.object({
  roles: z.array(gatewayRoleSchema).min(1),
  dataDir: z.string(),
  namespaces: namespacesSchema.prefault({}),
  resourceStore: resourceStoreConfigSchema,
  eventBus: eventBusConfigSchema,
  /** Base64 of 32 bytes, by which the database adapter opens Secrets; needed with it alone. */
  encryptionKey: keyValue.optional(),
  edge: z.object({
    listen: listenSchema,
    publicUrl: urlValue(['https:']),
    subject: subjectSchema.prefault({}),
    /** Name of the Secret in the system namespace with `tls.crt` and `tls.key` of the edge. */
    tlsSecretName: z.string().default('edge-tls'),
    /** Name of the Secret in the system namespace whose `ca.crt` holds the CAs that client certificates must verify against. */
    clientCaSecretName: z.string().default('client-ca-bundle'),
    registryBodyLimit: bytes.default(32 * 1024 * 1024),
    eventBodyLimit: bytes.max(1024 * 1024).default(64 * 1024),
    /** A view of the store older than this makes the edge refuse everything. */
    maxViewAgeSeconds: z.number().int().positive().default(900),
    /** A second listener, for an ingress that ends TLS; absent: there is none. */
    forwarded: z
      .object({
        listen: listenSchema,
        ...forwardedShape,
        names: ingressNamesSchema.optional(),
      })
      .superRefine(checkHeaderName)
      .optional(),
  }),
  apiProxy: z.object({
    listen: listenSchema,
    publicUrl: urlValue(['http:', 'https:']),
    /** Bytes of a request body kept for the one retry. */
    retryBodyLimit: bytes.default(1024 * 1024),
    timeoutMs: z.number().int().positive().default(30_000),
  }),
  metrics: z.object({ listen: listenSchema }),
  portal: oneOfEach(
    z.object({
      /** Base URL of the plugin, e.g. `http://localhost:7007/api/remote-env`. */
      url: urlValue(['http:', 'https:']),
      /** Service token that the portal accepts from gateways only. */
      token: sharedTokenValue.optional(),
      /** Instead of it a file, read again when it changes: the first line is the token to use. */
      tokenFile: z.string().min(1).optional(),
      /** Key of the signed identity assertions (HS256), base64 of 32 bytes; the snapshot is sealed by it too. */
      assertionKey: keyValue.optional(),
      /** As `tokenFile`; a snapshot that was sealed by the second line's is still opened. */
      assertionKeyFile: z.string().min(1).optional(),
    }),
    [GATEWAY_TOKEN, ASSERTION_KEY],
  ),
  control: z.object({
    /** Unix socket. */
    socketPath: z.string(),
    /** Bearer token that every call on it must carry. */
    token: sharedTokenValue,
  }),
  outbound: outboundSchema.prefault({}),
  /** File descriptor of the lifetime pipe; its end ends the process. */
  lifetimeFd: z.number().int().min(3).optional(),
});
export type GatewayConfig = z.infer<typeof gatewayConfigSchema>;
export type GatewayConfigInput = z.input<typeof gatewayConfigSchema>;

/** Version of the protocol between gateway and portal; adjacent versions work together. */
export const GATEWAY_PROTOCOL_VERSION = 1;

/** Headers of calls from gateway to portal (wire-contracts 7). */
export const GATEWAY_HEADERS = {
  /** Signed, short-lived statement of the verified identity. */
  assertion: 'remote-env-assertion',
  protocol: 'remote-env-protocol',
} as const;
