import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { fromRoot } from './paths.mts';
import { SupervisedProcess } from './supervise.mts';

const ENVIRONMENT = 'shop';
const CONSUMER = 'samples/order-lambda';
const ORDERS_SERVICE = 'orders';
const STATE_TIMEOUT_MS = 20_000;

const stateSchema = z.object({
  url: z.string(),
  pid: z.number(),
  services: z.record(z.string(), z.string()).optional(),
});
const environmentSchema = z.object({ state: z.string() });
const tokenSchema = z.object({ url: z.string() });
const bindingSchema = z.object({ gatewayUrl: z.string(), token: z.string() });

/** The command line, as somebody who may do all of this; gives its JSON answer. */
type RemoteEnv = (args: string[]) => Promise<unknown>;

interface Sample {
  stop(): Promise<void>;
}

/** Waits for the state file that a sample process writes once it serves. */
async function waitForState(
  file: string,
  complete: (state: z.infer<typeof stateSchema>) => boolean,
  signal: AbortSignal,
) {
  const deadline = Date.now() + STATE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (existsSync(file)) {
      const state = stateSchema.safeParse(
        JSON.parse(readFileSync(file, 'utf8')),
      );
      if (state.success && complete(state.data)) {
        return state.data;
      }
    }
    await delay(100, undefined, { signal });
  }
  throw new Error(
    `The sample did not come up within ${STATE_TIMEOUT_MS / 1000} s (${file}).`,
  );
}

async function currentState(remoteEnv: RemoteEnv): Promise<string | undefined> {
  try {
    return environmentSchema.parse(await remoteEnv(['get', ENVIRONMENT])).state;
  } catch {
    return undefined;
  }
}

/**
 * Runs the example shop and the example lambda and connects them by the public interfaces: the command line for
 * what people do, the edge's protocol for what the shop does.
 */
export async function startSample(options: {
  dataDir: string;
  edgeUrl: string;
  remoteEnv: RemoteEnv;
  log: (line: string) => void;
  signal: AbortSignal;
}): Promise<Sample> {
  const { dataDir, edgeUrl, remoteEnv, log, signal } = options;
  const shopDir = path.join(dataDir, 'samples', 'shop');
  const lambdaDir = path.join(dataDir, 'samples', 'order-lambda');
  const state = await currentState(remoteEnv);
  if (state !== undefined && !['requested', 'approved'].includes(state)) {
    throw new Error(`The remote environment ${ENVIRONMENT} is ${state}.`);
  }
  if (state === undefined) {
    // A certificate of one that was deleted is good for nothing.
    rmSync(shopDir, { recursive: true, force: true });
  }
  for (const dir of [shopDir, lambdaDir]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    rmSync(path.join(dir, 'state.json'), { force: true });
  }
  if (state === undefined) {
    await remoteEnv([
      'create',
      ENVIRONMENT,
      '--description',
      'Sample web shop: orders with their events',
      '--label',
      'sample=true',
      '--owner',
      'group:default/developers',
    ]);
  }
  if (state === undefined || state === 'requested') {
    await remoteEnv(['approve', ENVIRONMENT]);
  }
  const connected = existsSync(path.join(shopDir, 'cert.pem'));
  const tokenUrl = connected
    ? undefined
    : tokenSchema.parse(await remoteEnv(['token', ENVIRONMENT])).url;

  const run = (name: string, bundle: string, env: NodeJS.ProcessEnv) =>
    SupervisedProcess.start(
      {
        name,
        command: process.execPath,
        args: [fromRoot(bundle)],
        cwd: fromRoot(),
        env: { ...process.env, ...env },
      },
      log,
    );
  const shop = run('shop', 'examples/shop/dist/shop.js', {
    SHOP_STATE_DIR: shopDir,
    SHOP_EDGE_URL: edgeUrl,
    SHOP_EDGE_CA: path.join(dataDir, 'edge-ca.pem'),
    ...(tokenUrl ? { SHOP_TOKEN_URL: tokenUrl } : {}),
  });
  const processes = [shop];
  const stop = async () => {
    await Promise.all(processes.map(p => p.stop()));
  };
  try {
    const shopState = await waitForState(
      path.join(shopDir, 'state.json'),
      s => s.services?.[ORDERS_SERVICE] !== undefined,
      signal,
    );
    const serviceId = shopState.services?.[ORDERS_SERVICE] ?? ORDERS_SERVICE;
    const binding = bindingSchema.parse(
      await remoteEnv([
        'bind',
        ENVIRONMENT,
        serviceId,
        '--consumer',
        CONSUMER,
        '--replace',
      ]),
    );
    processes.push(
      run('order-lambda', 'examples/order-lambda/dist/lambda.js', {
        LAMBDA_STATE_DIR: lambdaDir,
        GATEWAY_URL: binding.gatewayUrl,
        GATEWAY_TOKEN: binding.token,
      }),
    );
    const lambdaState = await waitForState(
      path.join(lambdaDir, 'state.json'),
      () => true,
      signal,
    );
    await remoteEnv([
      'subscribe',
      ENVIRONMENT,
      '--type',
      'order.created:v1',
      '--sink',
      `${lambdaState.url}/events`,
      '--consumer',
      CONSUMER,
      '--replace',
    ]);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
