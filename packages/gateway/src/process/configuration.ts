import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import path from 'node:path';
import type { GatewayConfig } from '@remote-env/plugin-remote-env-node';
import { gatewayProblems } from '../startupCheck/gatewayProblems';
import { ConfigurationError } from './failures';
import { errorMessage } from './errors';

/** Names the configuration file where the command line does not. */
export const CONFIG_VARIABLE = 'REMOTE_ENV_GATEWAY_CONFIG';

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

/**
 * @returns the configuration, and a line for each place with keys that this version passes over
 * @throws ConfigurationError with everything that is wrong, by key and never with a value
 */
export function readConfiguration(
  { file, roles }: GatewayArguments,
  env: NodeJS.ProcessEnv,
): { config: GatewayConfig; unknownKeys: string[] } {
  const document = readDocument(file);
  const { problems, unknownKeys, config } = gatewayProblems(document, {
    sources: { env, directory: path.dirname(path.resolve(file)) },
    roles,
    production: env.NODE_ENV === 'production',
  });
  if (!config) {
    throw new ConfigurationError([...problems, ...unknownKeys]);
  }
  return { config, unknownKeys };
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
