import type { EventBusConfig } from '../config/gatewayConfig';
import { exportsOf } from '../services/exportsOf';
import { findings, type EngineFinding } from './findings';

/** Whether NATS answers, can hold our streams and keeps what it acknowledges; nothing where events go elsewhere. */
export async function natsFindings(
  eventBus: EventBusConfig,
  timeoutMs: number,
): Promise<EngineFinding[]> {
  if (eventBus.type !== 'nats') {
    return [];
  }
  return findings('NATS', timeoutMs, async () => {
    const { checkNats } = exportsOf(await import('../nats'));
    return checkNats(eventBus.nats, timeoutMs);
  });
}
