import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  gatewayConfigSchema,
  type GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import { ConfigurationError } from './failures';
import { errorMessage } from './errors';

/** Names the configuration file where the command line does not. */
export const CONFIG_VARIABLE = 'REMOTE_ENV_GATEWAY_CONFIG';

const USAGE = `gateway --config FILE (or ${CONFIG_VARIABLE}=FILE)`;

/**
 * @param args - of the command line, without node and script
 * @throws ConfigurationError
 */
export function configurationFile(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): string {
  let named: string | undefined;
  try {
    named = parseArgs({
      args: [...args],
      options: { config: { type: 'string' } },
    }).values.config;
  } catch (cause) {
    throw new ConfigurationError(`${errorMessage(cause)}. Usage: ${USAGE}`);
  }
  const file = named ?? env[CONFIG_VARIABLE];
  if (!file) {
    throw new ConfigurationError(`No configuration. Usage: ${USAGE}`);
  }
  return file;
}

/** Values are left out of messages: the file holds keys. */
function problems(error: {
  issues: readonly { path: PropertyKey[]; message: string }[];
}) {
  return error.issues
    .map(
      ({ path, message }) =>
        `${path.map(String).join('.') || 'document'}: ${message}`,
    )
    .join('; ');
}

function keyProblem({
  encryptionKey,
  portal,
}: GatewayConfig): string | undefined {
  for (const [field, value] of [
    ['encryptionKey', encryptionKey],
    ['portal.assertionKey', portal.assertionKey],
  ] as const) {
    if (Buffer.from(value, 'base64').length !== 32) {
      return `${field}: must be base64 of 32 bytes`;
    }
  }
  return undefined;
}

/** Whether others than the owner may read the file, which holds keys. */
export function isReadableByOthers(file: string): boolean {
  return (statSync(file).mode & 0o077) !== 0;
}

/** @throws ConfigurationError that names file and field, never a value */
export function readConfiguration(file: string): GatewayConfig {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      error instanceof SyntaxError
        ? `${file} is not JSON`
        : `${file} cannot be read: ${errorMessage(error)}`,
    );
  }
  const parsed = gatewayConfigSchema.safeParse(document);
  if (!parsed.success) {
    throw new ConfigurationError(`${file}: ${problems(parsed.error)}`);
  }
  const problem = keyProblem(parsed.data);
  if (problem) {
    throw new ConfigurationError(`${file}: ${problem}`);
  }
  return parsed.data;
}
