import type { Config } from '@backstage/config';
import {
  fileProblems,
  readRemoteEnvConfig,
  RemoteEnvConfigError,
  secretProblems,
  sharedSecrets,
  type CheckedSecret,
  type RemoteEnvConfig,
} from '@remote-env/plugin-remote-env-node';
import { authorityProblems } from './authorityProblems';

export interface PortalProblems {
  /** One line each: the key, and what to do about it. */
  problems: string[];
  /** Absent when it cannot be read. */
  remoteEnv?: RemoteEnvConfig;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Everything that is wrong with a portal's configuration, as far as it shows without asking anybody.
 *
 * @param production - demands what a portal that others can reach must have
 */
export function portalProblems(
  config: Config,
  production: boolean,
): PortalProblems {
  const problems: string[] = [];
  const shared = sharedSecretsOf(config);
  let remoteEnv: RemoteEnvConfig | undefined;
  try {
    remoteEnv = readRemoteEnvConfig(config);
    problems.push(...fileProblems(usedHere(remoteEnv), 'remoteEnv.'));
    problems.push(
      ...authorityProblems(
        remoteEnv.trust.authority,
        'remoteEnv.trust.authority',
      ),
    );
    problems.push(...shared.problems);
  } catch (error) {
    if (!(error instanceof RemoteEnvConfigError)) {
      throw error;
    }
    problems.push(...error.problems);
  }
  if (production) {
    problems.push(
      ...requiredProblems(config),
      ...urlProblems(config),
      ...signInProblems(config),
      ...secretProblems([...shared.secrets, ...secretsOf(config)]),
      ...sharingProblems(config, shared.secrets),
    );
  }
  return { problems, ...(remoteEnv && { remoteEnv }) };
}

/** Files of the edge are those of whoever runs it. */
function usedHere(remoteEnv: RemoteEnvConfig) {
  const { edge, gateway, ...others } = remoteEnv;
  const isEdge =
    gateway.supervise &&
    gateway.roles.some(role => role === 'edge' || role === 'events');
  return isEdge ? { ...others, edge } : others;
}

/** A value that is empty, or whose variable is not set, counts as missing. */
function valueOf(config: Config, key: string): string {
  const value = config.getOptional(key);
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).trim()
    : '';
}

function oidcKey(config: Config): string {
  const environment = valueOf(config, 'auth.environment') || 'development';
  return `auth.providers.oidc.${environment}`;
}

function* requiredProblems(config: Config): Generator<string> {
  const oidc = oidcKey(config);
  const required: [string, string][] = [
    ['app.baseUrl', 'the https URL under which people reach the portal'],
    ['backend.baseUrl', 'the same as app.baseUrl'],
    ['auth.session.secret', "random text, e.g. from 'openssl rand -hex 32'"],
    [
      `${oidc}.metadataUrl`,
      "the provider's …/.well-known/openid-configuration",
    ],
    [`${oidc}.clientId`, 'the client that is registered at the provider'],
    [`${oidc}.clientSecret`, "that client's secret"],
  ];
  if (
    valueOf(config, 'backend.database.client') === 'pg' &&
    typeof config.getOptional('backend.database.connection') !== 'string'
  ) {
    const connection = 'backend.database.connection';
    required.push(
      [`${connection}.host`, 'the host of PostgreSQL'],
      [`${connection}.user`, 'its user'],
      [`${connection}.password`, "that user's password"],
    );
  }
  for (const [key, what] of required) {
    if (!valueOf(config, key)) {
      yield `${key} is missing: set it to ${what}`;
    }
  }
}

function* urlProblems(config: Config): Generator<string> {
  const keys: [string, { loopback: boolean }][] = [
    ['app.baseUrl', { loopback: false }],
    ['backend.baseUrl', { loopback: false }],
    // A provider beside the portal is nobody's to listen to.
    [`${oidcKey(config)}.metadataUrl`, { loopback: true }],
  ];
  for (const [key, { loopback }] of keys) {
    const value = valueOf(config, key);
    const url = URL.parse(value);
    if (value && !url) {
      yield `${key} must be an absolute https URL`;
    } else if (
      url &&
      url.protocol !== 'https:' &&
      !(loopback && LOOPBACK.test(url.hostname))
    ) {
      yield `${key} must begin with https:// in production: end TLS before the portal, and name that URL`;
    }
  }
}

function* signInProblems(config: Config): Generator<string> {
  if (config.has('auth.providers.local')) {
    yield 'auth.providers.local lets anybody in without a password: remove it, and configure auth.providers.oidc';
  }
  const oidc = oidcKey(config);
  if (
    !config.has(`${oidc}.claims`) &&
    !config.has(`${oidc}.signIn.resolvers`)
  ) {
    yield `${oidc} has neither claims nor signIn.resolvers: nobody could sign in; set 'claims: {}' for the defaults`;
  }
  if ((config.getOptional<string[]>('remoteEnv.admins') ?? []).length === 0) {
    yield "remoteEnv.admins is empty: nobody could approve anything; name a group of the sign-in provider, e.g. 'group:default/remote-env-admins'";
  }
  if (
    valueOf(config, 'permission.enabled') !== 'true' &&
    config.getOptional('permission.enabled') !== true
  ) {
    yield 'permission.enabled must be true: otherwise everybody may do everything';
  }
  if (
    config.getOptional('remoteEnv.outbound.allowLoopback') === true &&
    !isOnOneMachine(config)
  ) {
    yield 'remoteEnv.outbound.allowLoopback is for trying out on one machine: remove it';
  }
}

/** Whether nobody on another machine is told an address of this installation. */
function isOnOneMachine(config: Config): boolean {
  return ['app.baseUrl', 'remoteEnv.edge.publicUrl'].every(key =>
    LOOPBACK.test(URL.parse(valueOf(config, key))?.hostname ?? ''),
  );
}

function sharedSecretsOf(config: Config) {
  const gateway = (key: string) =>
    valueOf(config, `remoteEnv.gateway.${key}`) || undefined;
  return sharedSecrets(
    {
      token: gateway('token'),
      tokenFile: gateway('tokenFile'),
      assertionKey: gateway('assertionKey'),
      assertionKeyFile: gateway('assertionKeyFile'),
    },
    'remoteEnv.gateway.',
  );
}

function secretsOf(config: Config): CheckedSecret[] {
  const own = [
    'remoteEnv.secrets.encryptionKey',
    'remoteEnv.gateway.controlToken',
    'auth.session.secret',
  ];
  const foreign = [
    'backend.database.connection.password',
    `${oidcKey(config)}.clientSecret`,
  ];
  return [
    ...own.map(key => ({ key, value: valueOf(config, key) })),
    ...foreign.map(key => ({
      key,
      value: valueOf(config, key),
      foreign: true,
    })),
  ].filter(({ value }) => value !== '');
}

function* sharingProblems(
  config: Config,
  shared: readonly CheckedSecret[],
): Generator<string> {
  const supervised = config.getOptional('remoteEnv.gateway.supervise');
  const alone = supervised === undefined || String(supervised) === 'true';
  if (!alone && valueOf(config, 'backend.database.client') !== 'pg') {
    yield 'backend.database.client must be pg where gateways run by themselves: replicas of the portal share what it keeps';
  }
  const stores: [string, string][] = [
    ['resourceStore', 'database'],
    ['eventBus', 'database'],
  ];
  for (const [name, local] of stores) {
    const key = `remoteEnv.${name}`;
    const type = valueOf(config, `${key}.type`) || local;
    const client = valueOf(config, `${key}.database.client`) || 'sqlite';
    if (!alone && type === local && client === 'sqlite') {
      yield `${key} is an SQLite file of this machine, which gateways elsewhere cannot read: choose another type, or database.client pg`;
    }
  }
  const access = JSON.stringify(
    config.getOptional<unknown[]>('backend.auth.externalAccess') ?? [],
  );
  if (
    shared
      .filter(({ key }) => key.startsWith('remoteEnv.gateway.token'))
      .some(({ value }) => access.includes(JSON.stringify(value)))
  ) {
    yield 'backend.auth.externalAccess has a token of remoteEnv.gateway: remove it there; gateways do not need it, and it would outlive its exchange';
  }
}
