import { ExtraGateway } from '../ExtraGateway.mts';
import { memoryOf } from '../processes.mts';

/** What a gateway took that was started over a full store, without anything from an earlier run. */
export interface GatewayStart {
  readyMs: number;
  /** Resident memory right then, and the highest until then, as the kernel tells them. */
  memoryMb: number;
  peakMemoryMb: number;
}

/** Starts one more gateway, in all roles, with the configuration of a running one, and ends it again. */
export async function measureGatewayStart(
  dataDir: string,
): Promise<GatewayStart> {
  const gateway = await ExtraGateway.start(dataDir);
  try {
    return { readyMs: gateway.readyMs, ...memoryOf(gateway.pid) };
  } finally {
    await gateway.stop();
  }
}
