import path from 'node:path';
import type { Config } from '@backstage/config';
import type { ApprovalRules } from '@remote-env/plugin-remote-env-common';
import { approvalsOf, approvalsProblems } from './approvalsConfig';
import { authorityOf, type AuthorityConfig } from './authorityConfig';
import {
  documentStoreOf,
  type DocumentStoreConfig,
} from './documentStoreConfig';
import type { DatabaseConnection } from './databaseConnection';
import type { ForwardedConfig } from './forwardedConfig';
import type {
  EventBusConfig,
  GatewayRole,
  OutboundConfig,
  SubjectConfig,
} from './gatewayConfig';
import type { ResourceStoreConfig } from './resourceStoreConfig';
import { isTooLongForSocket, MAX_SOCKET_PATH } from './socketPath';
import { issueLine } from './issueLines';
import { outboundProblems } from './outboundProblems';
import { remoteEnvSchema, type RemoteEnvInput } from './remoteEnvSchema';
import {
  servicePerApiOf,
  servicePerApiProblems,
  type ServicePerApiConfig,
  type ServicePerApiSurroundings,
} from './servicePerApiConfig';

export interface ListenConfig {
  host: string;
  /** 0: any free port. */
  port: number;
}

/** `remoteEnv` of the portal's configuration, checked, with every default filled in. Durations end in their unit. */
export interface RemoteEnvConfig {
  /** Absolute. */
  dataDir: string;
  /** Entity references of users and groups with every permission of this plugin. */
  admins: string[];
  /** Who approves what. */
  approvals: ApprovalRules;
  namespaces: { authority: string; system: string };
  resourceStore: ResourceStoreConfig;
  servicePerApi: ServicePerApiConfig;
  documentStore: DocumentStoreConfig;
  eventBus: EventBusConfig;
  /** Base64 of 32 bytes. */
  secrets: { encryptionKey: string };
  trust: {
    subject: SubjectConfig;
    tokenTtlMs: number;
    certificateValidityMs: number;
    /** What client certificates are signed with. */
    authority: AuthorityConfig;
    crlValidityMs: number;
  };
  edge: {
    /** Without a final slash. */
    publicUrl: string;
    listen: ListenConfig;
    registryBodyLimit: number;
    eventBodyLimit: number;
    maxViewAgeSeconds: number;
    /** Its file is absolute. */
    forwarded?: ForwardedConfig;
  };
  apiProxy: {
    /** Without a final slash. */
    publicUrl: string;
    listen: ListenConfig;
    retryBodyLimit: number;
    timeoutMs: number;
  };
  metrics: { listen: ListenConfig };
  gateway: {
    supervise: boolean;
    roles: GatewayRole[];
    /** Base URL of the back-end plugin as the gateway reaches it. */
    portalUrl: string;
    /** By which gateways call; it or the file is there. */
    token?: string;
    /** Absolute; holds the token, and the one before it while it is exchanged. */
    tokenFile?: string;
    /** Base64 of 32 bytes; it or the file is there. */
    assertionKey?: string;
    /** Absolute; as `tokenFile`. */
    assertionKeyFile?: string;
    /** Bearer token of the control socket. */
    controlToken: string;
    socketPath: string;
    /** The gateway's program; absent: the installed `@remote-env/gateway`. */
    bundle?: string;
  };
  outbound: OutboundConfig;
  registry: {
    /** How many versions of each document of a service are kept. */
    versions: number;
  };
  activity: { retentionMs: number };
}

/** `remoteEnv` cannot be used as it stands. The message is one line for people. */
export class RemoteEnvConfigError extends Error {
  /** One line each: the key, and what to do about it. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Invalid configuration: ${problems.join('; ')}`);
    this.problems = problems;
    this.name = 'RemoteEnvConfigError';
  }
}

/**
 * Reads the portal's configuration.
 *
 * @param config - the root configuration
 * @throws RemoteEnvConfigError that names every wrong key and what to do about it
 */
export function readRemoteEnvConfig(config: Config): RemoteEnvConfig {
  const raw = config.getOptional('remoteEnv');
  if (raw === undefined) {
    throw new RemoteEnvConfigError(['remoteEnv is missing']);
  }
  const parsed = remoteEnvSchema.safeParse(raw);
  if (!parsed.success) {
    throw new RemoteEnvConfigError(
      parsed.error.issues.map(
        issue => issueLine(remoteEnvSchema, issue, 'remoteEnv').line,
      ),
    );
  }
  const result = resolve(
    parsed.data,
    config.getOptionalString('backend.baseUrl'),
  );
  const problems = [
    ...furtherProblems(result),
    ...servicePerApiProblems(
      parsed.data.servicePerApi,
      surroundings(parsed.data),
    ),
  ];
  if (problems.length > 0) {
    throw new RemoteEnvConfigError(problems);
  }
  return result;
}

function resolve(
  input: RemoteEnvInput,
  baseUrl: string | undefined,
): RemoteEnvConfig {
  const dataDir = path.resolve(input.dataDir);
  const { edge, apiProxy, gateway, outbound } = input;
  return {
    dataDir,
    admins: input.admins,
    approvals: approvalsOf(input.approvals),
    namespaces: input.namespaces,
    resourceStore: resourceStore(input.resourceStore, dataDir),
    servicePerApi: servicePerApiOf(input.servicePerApi, surroundings(input)),
    documentStore: documentStoreOf(input.documentStore, dataDir),
    eventBus: eventBus(input.eventBus, dataDir),
    secrets: input.secrets,
    trust: {
      subject: input.trust.subject,
      tokenTtlMs: input.trust.tokenTtl,
      certificateValidityMs: input.trust.certificateValidity,
      authority: authorityOf(input.trust.authority),
      crlValidityMs: input.trust.crlValidity,
    },
    edge: {
      publicUrl: withoutSlash(
        edge.publicUrl ?? `https://localhost:${edge.listen.port}`,
      ),
      listen: edge.listen,
      registryBodyLimit: edge.limits.registryBody,
      eventBodyLimit: edge.limits.eventBody,
      maxViewAgeSeconds: seconds(edge.maxViewAge),
      ...(edge.forwarded && {
        forwarded: {
          ...edge.forwarded,
          clientCaFile: path.resolve(edge.forwarded.clientCaFile),
        },
      }),
    },
    apiProxy: {
      publicUrl: withoutSlash(
        apiProxy.publicUrl ?? `http://localhost:${apiProxy.listen.port}`,
      ),
      listen: apiProxy.listen,
      retryBodyLimit: apiProxy.retryBodyLimit,
      timeoutMs: apiProxy.timeout,
    },
    metrics: input.metrics,
    gateway: {
      supervise: gateway.supervise,
      roles: gateway.roles,
      portalUrl: withoutSlash(
        gateway.portalUrl ??
          `${withoutSlash(baseUrl ?? 'http://localhost:7007')}/api/remote-env`,
      ),
      ...(gateway.token && { token: gateway.token }),
      ...(gateway.tokenFile && { tokenFile: path.resolve(gateway.tokenFile) }),
      ...(gateway.assertionKey && { assertionKey: gateway.assertionKey }),
      ...(gateway.assertionKeyFile && {
        assertionKeyFile: path.resolve(gateway.assertionKeyFile),
      }),
      controlToken: gateway.controlToken,
      socketPath: path.join(dataDir, 'gateway.sock'),
      ...(gateway.bundle && { bundle: path.resolve(gateway.bundle) }),
    },
    outbound,
    registry: input.registry,
    activity: { retentionMs: input.activity.retention },
  };
}

function surroundings({
  resourceStore: { type },
  namespaces,
  apiProxy,
}: RemoteEnvInput): ServicePerApiSurroundings {
  return {
    storeType: type,
    namespace: namespaces.system,
    port: apiProxy.listen.port,
  };
}

function resourceStore(
  input: RemoteEnvInput['resourceStore'],
  dataDir: string,
): ResourceStoreConfig {
  const { type, kubernetes } = input;
  if (type === 'kubernetes') {
    const { kubeconfig, ...others } = kubernetes;
    return {
      type,
      kubernetes: {
        ...others,
        ...(kubeconfig && { kubeconfig: path.resolve(kubeconfig) }),
      },
    };
  }
  return {
    type,
    database: database(input.database, path.join(dataDir, 'resources.sqlite')),
  };
}

function eventBus(
  input: RemoteEnvInput['eventBus'],
  dataDir: string,
): EventBusConfig {
  const limits = {
    duplicateWindowSeconds: seconds(input.duplicateWindow),
    retentionSeconds: seconds(input.retention),
  };
  return input.type === 'nats' && input.nats
    ? { type: 'nats', nats: input.nats, ...limits }
    : {
        type: 'database',
        database: database(input.database, path.join(dataDir, 'events.sqlite')),
        ...limits,
      };
}

function database(
  input: RemoteEnvInput['resourceStore']['database'],
  defaultFile: string,
): DatabaseConnection {
  return input.client === 'sqlite'
    ? { client: 'sqlite', file: path.resolve(input.file ?? defaultFile) }
    : input;
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

/** What only shows once everything is put together. */
function* furtherProblems(config: RemoteEnvConfig): Generator<string> {
  if (
    config.gateway.supervise &&
    isTooLongForSocket(config.gateway.socketPath)
  ) {
    yield `remoteEnv.dataDir is too long for the control socket in it (${MAX_SOCKET_PATH} bytes with '/gateway.sock'): choose a shorter path`;
  }
  yield* outboundProblems(config.outbound, 'remoteEnv.');
  yield* approvalsProblems(config.approvals, config.admins);
}
