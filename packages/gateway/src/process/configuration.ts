import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import path from 'node:path';
import {
  gatewayConfigSchema,
  type GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import { ConfigurationError } from './failures';
import { errorMessage } from './errors';
import { resolveReferences } from './references';

/** Names the configuration file where the command line does not. */
export const CONFIG_VARIABLE = 'REMOTE_ENV_GATEWAY_CONFIG';

/** Of AES-256 and of HMAC with SHA-256. */
const KEY_BYTES = 32;

const USAGE = `gateway --config FILE (or ${CONFIG_VARIABLE}=FILE) [--roles edge,events,apiproxy,delivery]`;

/** What the command line says. */
export interface GatewayArguments {
  /** The configuration. */
  file: string;
  /** Instead of those in the configuration, so that gateways of different roles share one. */
  roles?: string[];
}

/**
 * @param args - of the command line, without node and script
 * @throws ConfigurationError
 */
export function gatewayArguments(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): GatewayArguments {
  let values: { config?: string; roles?: string };
  try {
    values = parseArgs({
      args: [...args],
      options: { config: { type: 'string' }, roles: { type: 'string' } },
    }).values;
  } catch (cause) {
    throw new ConfigurationError(`${errorMessage(cause)}. Usage: ${USAGE}`);
  }
  const file = values.config ?? env[CONFIG_VARIABLE];
  if (!file) {
    throw new ConfigurationError(`No configuration. Usage: ${USAGE}`);
  }
  return { file, roles: values.roles?.split(',') };
}

/** Values are left out of messages: the file holds keys. */
function problems(error: {
  issues: readonly { path: PropertyKey[]; message: string }[];
}) {
  return error.issues
    .map(
      issue =>
        `${issue.path.map(String).join('.') || 'document'}: ${issue.message}`,
    )
    .join('; ');
}

function keyProblem({
  encryptionKey,
  portal,
  resourceStore,
}: GatewayConfig): string | undefined {
  if (resourceStore.type === 'database' && encryptionKey === undefined) {
    return 'encryptionKey: is missing; the database holds sealed Secrets';
  }
  for (const [field, value] of [
    ['encryptionKey', encryptionKey],
    ['portal.assertionKey', portal.assertionKey],
  ] as const) {
    if (
      value !== undefined &&
      Buffer.from(value, 'base64').length !== KEY_BYTES
    ) {
      return `${field}: must be base64 of ${KEY_BYTES} bytes`;
    }
  }
  return undefined;
}

/** Fields that hold keys, or passwords in an address. */
const SECRETS: readonly (readonly string[])[] = [
  ['encryptionKey'],
  ['portal', 'token'],
  ['portal', 'assertionKey'],
  ['control', 'token'],
  ['eventBus', 'nats', 'password'],
  ['eventBus', 'nats', 'token'],
  ['eventBus', 'database', 'connectionString'],
  ['resourceStore', 'database', 'connectionString'],
];

function at(document: unknown, field: readonly string[]): unknown {
  return field.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([name]) => name === key)?.[1]
        : undefined,
    document,
  );
}

/** Whether others than the owner may read a configuration that holds keys itself, not references to them. */
export function exposesKeys(file: string): boolean {
  const document = readDocument(file);
  return (
    (statSync(file).mode & 0o077) !== 0 &&
    SECRETS.some(field => typeof at(document, field) === 'string')
  );
}

/** @throws ConfigurationError that names file and field, never a value */
export function readConfiguration(
  { file, roles }: GatewayArguments,
  env: NodeJS.ProcessEnv,
): GatewayConfig {
  const document = readDocument(file);
  let complete: unknown;
  try {
    complete = resolveReferences(document, {
      env,
      directory: path.dirname(path.resolve(file)),
    });
  } catch (cause) {
    throw new ConfigurationError(`${file}: ${errorMessage(cause)}`, { cause });
  }
  const parsed = gatewayConfigSchema.safeParse(
    roles && typeof complete === 'object' ? { ...complete, roles } : complete,
  );
  if (!parsed.success) {
    throw new ConfigurationError(`${file}: ${problems(parsed.error)}`);
  }
  const problem = keyProblem(parsed.data);
  if (problem) {
    throw new ConfigurationError(`${file}: ${problem}`);
  }
  return parsed.data;
}

function readDocument(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      error instanceof SyntaxError
        ? `${file} is not JSON`
        : `${file} cannot be read: ${errorMessage(error)}`,
    );
  }
}
