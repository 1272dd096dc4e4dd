import { createHash } from 'node:crypto';
import { gatewayConfigSchema, type GatewayConfigInput } from './gatewayConfig';

/**
 * Tells whether a running gateway has the configuration that it should have: lower-case hex SHA-256 of it with all
 * defaults filled in. How the process is tied to its starter does not count.
 */
export function gatewayConfigDigest(config: GatewayConfigInput): string {
  const { lifetimeFd: _, ...rest } = gatewayConfigSchema.parse(config);
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
