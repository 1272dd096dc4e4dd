import { resolve } from 'node:path';
import {
  fileProblems,
  gatewayConfigSchema,
  isTooLongForSocket,
  issueLine,
  MAX_SOCKET_PATH,
  missingIsSaid,
  outboundProblems,
  secretProblems,
  sharedSecrets,
  unknownKeyLines,
  type CheckedSecret,
  type GatewayConfig,
  type IssueLine,
} from '@remote-env/plugin-remote-env-node';
import {
  resolveReferences,
  type ReferenceSources,
} from '../process/references';

export interface GatewayProblems {
  /** One line each: the key, what is wrong with it, and what to do; never a secret. */
  problems: string[];
  /**
   * Keys that this version passes over, one line each: slips of the pen, or what a later version knows. They keep no
   * gateway from starting, so that going back a version needs no other configuration.
   */
  unknownKeys: string[];
  /** There when nothing is wrong. */
  config?: GatewayConfig;
}

/** What to do about keys that are missing, where the schema does not say it itself. */
const HINTS: Readonly<Record<string, string>> = {
  roles: 'name those of this process, of edge, events, apiproxy and delivery',
  dataDir: 'name the folder in which this gateway keeps socket and snapshot',
  resourceStore:
    'say where resources lie, e.g. { "type": "kubernetes", "kubernetes": {} }',
  eventBus:
    'say where events go, e.g. { "type": "nats", "nats": { "servers": ["tls://nats:4222"] } }',
  'eventBus.nats.servers': 'name them, e.g. ["tls://nats:4222"]',
  'edge.publicUrl': 'set it to the https URL by which systems reach the edge',
  'edge.forwarded.listen':
    'say where, e.g. { "host": "0.0.0.0", "port": 8444 }',
  'apiProxy.publicUrl':
    'set it to the URL by which lambdas reach the API proxy',
  portal: 'say how the portal is reached: url, tokenFile, assertionKeyFile',
  'portal.url':
    'set it to the URL of its plugin, e.g. http://remote-env-portal:7007/api/remote-env',
  control: 'give it a socketPath in dataDir and a token',
};

/**
 * Everything that is wrong with a gateway's configuration, as far as it shows without asking anybody.
 *
 * @param document - of the file, with references
 * @param options.roles - of the command line
 * @param options.production - demands secrets that are some
 */
export function gatewayProblems(
  document: unknown,
  options: {
    sources: ReferenceSources;
    roles?: readonly string[];
    production: boolean;
  },
): GatewayProblems {
  const { roles, sources, production } = options;
  const { value, problems: unresolved } = resolveReferences(document, sources);
  const given =
    roles && typeof value === 'object' && value !== null
      ? { ...value, roles }
      : value;
  const parsed = gatewayConfigSchema.safeParse(given, {
    error: missingIsSaid,
  });
  const issues = (parsed.error?.issues ?? [])
    .map(issue => issueLine(gatewayConfigSchema, issue))
    .filter(({ path }) => !unresolved.some(one => isWithin(path, one.path)));
  const config = parsed.data && withAbsoluteFiles(parsed.data, sources);
  const problems = [
    ...unresolved.map(({ line }) => line),
    ...issues.map(withHint),
    ...(config ? furtherProblems(config, production) : []),
  ];
  const unknownKeys = unknownKeyLines(gatewayConfigSchema, given).map(
    ({ line }) => line,
  );
  return config && problems.length === 0
    ? { problems, unknownKeys, config }
    : { problems, unknownKeys };
}

/** The files of secrets and authorities lie beside the configuration, as those of `$file` do. */
function withAbsoluteFiles(
  config: GatewayConfig,
  { directory }: ReferenceSources,
): GatewayConfig {
  const { tokenFile, assertionKeyFile, ...portal } = config.portal;
  const { forwarded, ...edge } = config.edge;
  return {
    ...config,
    edge: {
      ...edge,
      ...(forwarded && {
        forwarded: {
          ...forwarded,
          clientCaFile: resolve(directory, forwarded.clientCaFile),
        },
      }),
    },
    portal: {
      ...portal,
      ...(tokenFile && { tokenFile: resolve(directory, tokenFile) }),
      ...(assertionKeyFile && {
        assertionKeyFile: resolve(directory, assertionKeyFile),
      }),
    },
  };
}

function isWithin(
  path: readonly PropertyKey[],
  outer: readonly PropertyKey[],
): boolean {
  return outer.every((part, index) => path[index] === part);
}

function withHint({ path, line }: IssueLine): string {
  const hint = HINTS[path.map(String).join('.')];
  return hint && line.endsWith(' is missing') ? `${line}: ${hint}` : line;
}

/** What only shows once everything is put together. */
function furtherProblems(config: GatewayConfig, production: boolean): string[] {
  const { control, encryptionKey, outbound, portal, resourceStore } = config;
  const shared = sharedSecrets(portal, 'portal.');
  const secrets: CheckedSecret[] = [
    ...shared.secrets,
    { key: 'control.token', value: control.token },
    ...(encryptionKey ? [{ key: 'encryptionKey', value: encryptionKey }] : []),
  ];
  return [
    ...(resourceStore.type === 'database' && encryptionKey === undefined
      ? [
          "encryptionKey is missing: set it to the portal's remoteEnv.secrets.encryptionKey; the database holds sealed Secrets",
        ]
      : []),
    ...(isTooLongForSocket(control.socketPath)
      ? [
          `control.socketPath has more than ${MAX_SOCKET_PATH} bytes: choose a shorter path`,
        ]
      : []),
    ...listenerProblems(config),
    ...outboundProblems(outbound),
    ...fileProblems(servesEdge(config) ? config : { ...config, edge: {} }),
    ...shared.problems,
    ...(production ? secretProblems(secrets) : []),
  ];
}

/** Gateways of other roles share the document, and have none of the edge's files. */
function servesEdge({ roles }: GatewayConfig): boolean {
  return roles.some(role => role === 'edge' || role === 'events');
}

/** Listeners of this process on one port. */
function listenerProblems(config: GatewayConfig): string[] {
  const { apiProxy, edge, metrics, roles } = config;
  const listeners = [
    ...(servesEdge(config)
      ? [
          { key: 'edge.listen.port', ...edge.listen },
          ...(edge.forwarded
            ? [
                {
                  key: 'edge.forwarded.listen.port',
                  ...edge.forwarded.listen,
                },
              ]
            : []),
        ]
      : []),
    ...(roles.includes('apiproxy')
      ? [{ key: 'apiProxy.listen.port', ...apiProxy.listen }]
      : []),
    { key: 'metrics.listen.port', ...metrics.listen },
  ].filter(({ port }) => port !== 0);
  return listeners.flatMap(({ key, host, port }, index) => {
    const other = listeners
      .slice(0, index)
      .find(one => one.port === port && one.host === host);
    return other
      ? [`${key} is the same as ${other.key}: choose another port`]
      : [];
  });
}
