import path from 'node:path';
import { z } from 'zod';

const environmentSchema = z.object({
  SHOP_STATE_DIR: z.string().min(1),
  SHOP_EDGE_CA: z.string().optional(),
  SHOP_EDGE_URL: z.url().optional(),
  SHOP_TOKEN_URL: z.url().optional(),
  SHOP_PORT: z.coerce.number().int().min(0).max(65535).default(0),
  SHOP_ORDER_INTERVAL_SECONDS: z.coerce.number().min(0).default(30),
});

/** How this shop runs; all of it from the environment. */
export interface Settings {
  /** Where key, certificate, client secret and the running shop's address are kept. */
  stateDir: string;
  /** PEM file by which the edge is trusted; absent: the system's trust. */
  edgeCaFile?: string;
  /** Where the edge is, if it has moved since the first connection. */
  edgeUrl?: string;
  /** One-time token URL for the first connection. */
  tokenUrl?: string;
  /** 0: any free port. */
  port: number;
  /** Seconds between two orders of simulated customers; 0: none. */
  orderIntervalSeconds: number;
}

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) {
    throw new Error(`The shop cannot start: ${z.prettifyError(parsed.error)}`);
  }
  return {
    stateDir: path.resolve(parsed.data.SHOP_STATE_DIR),
    edgeCaFile: parsed.data.SHOP_EDGE_CA,
    edgeUrl: parsed.data.SHOP_EDGE_URL,
    tokenUrl: parsed.data.SHOP_TOKEN_URL,
    port: parsed.data.SHOP_PORT,
    orderIntervalSeconds: parsed.data.SHOP_ORDER_INTERVAL_SECONDS,
  };
}
