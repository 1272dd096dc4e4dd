import { setTimeout as sleep } from 'node:timers/promises';
import {
  findings,
  kubernetesFindings,
  natsFindings,
  type EngineFinding,
  type GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import type { Logger } from '../process/Logger';
import { checkPortal } from './checkPortal';
import { neededRights } from './neededRights';

export interface EngineReportOptions {
  config: GatewayConfig;
  logger: Logger;
  /** Ends it. */
  signal: AbortSignal;
  /** Milliseconds; for tests. Default 5000 for one engine, 30000 for a portal that starts, 10000 before an engine that was away is asked again. */
  timeoutMs?: number;
  portalMs?: number;
  againMs?: number;
}

const TIMEOUT_MS = 5000;
const PORTAL_MS = 30_000;
const AGAIN_MS = 10_000;

/**
 * Says of each engine whether it answers and lets this gateway do its work, one line each, beside the start and never
 * in its way: a gateway goes on from its snapshot without any of them. An engine that is away is asked again until it
 * has answered once.
 */
export async function engineReport(
  options: EngineReportOptions,
): Promise<void> {
  await Promise.all(checksOf(options).map(check => follow(check, options)));
}

type Check = () => Promise<EngineFinding[]>;

function checksOf({
  config,
  signal,
  timeoutMs = TIMEOUT_MS,
  portalMs = PORTAL_MS,
}: EngineReportOptions): Check[] {
  const { eventBus, namespaces, portal, resourceStore, roles } = config;
  const usesEvents = roles.some(role => role !== 'apiproxy');
  return [
    () =>
      kubernetesFindings(
        resourceStore,
        { namespace: namespaces.system, needed: neededRights(config) },
        timeoutMs,
      ),
    ...(usesEvents ? [() => natsFindings(eventBus, timeoutMs)] : []),
    async () => {
      const found = await findings('portal', portalMs + timeoutMs, () =>
        checkPortal(portal, portalMs, signal),
      );
      // A gateway does its work without it.
      return found.map(one =>
        one.state === 'failed' ? { ...one, state: 'warning' as const } : one,
      );
    },
  ];
}

/** Repeats a check while its engine is away; what it says is told when it is something else than before. */
async function follow(
  check: Check,
  { againMs = AGAIN_MS, logger, signal }: EngineReportOptions,
): Promise<void> {
  let before = '';
  while (!signal.aborted) {
    const found = await check();
    if (signal.aborted) {
      return;
    }
    const text = found.map(({ line }) => line).join('\n');
    if (text !== before) {
      before = text;
      found.forEach(one => tell(logger, one));
    }
    if (!found.some(({ away }) => away)) {
      return;
    }
    await sleep(againMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

function tell(logger: Logger, { state, line }: EngineFinding): void {
  switch (state) {
    case 'ok':
      logger.info(line);
      break;
    case 'warning':
      logger.warn(line);
      break;
    default:
      logger.error(line);
  }
}
