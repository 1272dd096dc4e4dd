import { natsConnectionSchema, type NatsConnectionConfig } from '../../config';
import type { TestNats } from './startNats';

/** On one server, told apart by stream and subjects. */
export function natsConnection(
  { url, monitoringUrl }: TestNats,
  name = 'CONTRACT',
): NatsConnectionConfig {
  return natsConnectionSchema.parse({
    servers: [url],
    stream: name,
    subjectPrefix: name.toLowerCase(),
    monitoringUrls: [monitoringUrl],
  });
}
