import {
  GATEWAY_HEADERS,
  GATEWAY_PROTOCOL_VERSION,
  type GatewayConfig,
  type GatewayReportBatch,
  type SharedSecret,
} from '@remote-env/plugin-remote-env-node';
import { request } from 'undici';

/**
 * Hands a batch to the portal (wire-contracts 7).
 *
 * @returns the status that it answers with
 * @throws what the transport throws
 */
export async function postReports(
  { url }: Pick<GatewayConfig['portal'], 'url'>,
  token: SharedSecret,
  batch: GatewayReportBatch,
  signal: AbortSignal,
): Promise<number> {
  const { statusCode, body } = await request(`${url}/gateway/v1/reports`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await token.first()}`,
      [GATEWAY_HEADERS.protocol]: String(GATEWAY_PROTOCOL_VERSION),
      'content-type': 'application/json',
    },
    body: JSON.stringify(batch),
    signal,
  });
  await body.dump();
  return statusCode;
}
