import { readFileSync } from 'node:fs';
import {
  assertionKeyProblem,
  gatewayTokenProblem,
  type PortalSecretSources,
} from '../secrets/portalSecrets';
import { readSecrets, secretFileProblem } from '../secrets/SharedSecret';
import type { CheckedSecret } from './secretProblems';

export interface SharedSecretsFound {
  /** One line for each file that cannot be used. */
  problems: string[];
  /** Those that can, each line of a file by itself. */
  secrets: CheckedSecret[];
}

/**
 * The secrets that gateways and portal share, wherever they stand.
 *
 * @param prefix - of their keys, e.g. `remoteEnv.gateway.`
 */
export function sharedSecrets(
  sources: PortalSecretSources,
  prefix: string,
): SharedSecretsFound {
  const found: SharedSecretsFound = { problems: [], secrets: [] };
  const each = [
    ['token', sources.token, sources.tokenFile, gatewayTokenProblem],
    [
      'assertionKey',
      sources.assertionKey,
      sources.assertionKeyFile,
      assertionKeyProblem,
    ],
  ] as const;
  for (const [name, value, file, check] of each) {
    const key = `${prefix}${name}`;
    if (value !== undefined) {
      found.secrets.push({ key, value });
    } else if (file !== undefined) {
      try {
        const lines = readSecrets(readFileSync(file, 'utf8'), check);
        lines.forEach((line, index) =>
          found.secrets.push({
            key: index === 0 ? `${key}File` : `${key}File, line ${index + 1}`,
            value: line,
          }),
        );
      } catch (error) {
        found.problems.push(
          `${key}File: '${file}' ${secretFileProblem(error)}`,
        );
      }
    }
  }
  return found;
}
