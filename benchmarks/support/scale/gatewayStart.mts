import { readFileSync } from 'node:fs';
import { ExtraGateway } from '../ExtraGateway.mts';

const KILOBYTE = 1024;

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

/** Of `/proc/<pid>/status`. */
function memoryOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string) => {
    const [, kilobytes] =
      new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return Number(kilobytes) / KILOBYTE;
  };
  return { memoryMb: megabytes('VmRSS'), peakMemoryMb: megabytes('VmHWM') };
}
