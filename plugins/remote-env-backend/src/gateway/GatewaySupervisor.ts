import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  GATEWAY_NODE_OPTIONS,
  gatewayConfigDigest,
  RUNTIME_ENVIRONMENT,
  type GatewayConfigInput,
  type GatewayStatus,
} from '@remote-env/plugin-remote-env-node';
import type { GatewayControl } from './GatewayControl';
import { locateGatewayProgram, writeGatewayConfig } from './gatewayProgram';

/** What the health page shows of the process. */
export interface GatewayProcessState {
  state: 'starting' | 'running' | 'restarting' | 'unreachable';
  pid?: number;
  /** RFC 3339. */
  startedAt?: string;
  /** Since this portal supervises it. */
  restarts: number;
  /** It ran before this portal did. */
  adopted: boolean;
  /** How the last one ended. */
  lastExit?: string;
}

export interface GatewaySupervisorOptions {
  /** Without `lifetimeFd`, which follows from the next one. */
  config: GatewayConfigInput;
  /** Descriptor, in this process, of the lifetime pipe that the gateway inherits. */
  lifetimeFd?: number;
  control: GatewayControl;
  logger: LoggerService;
  /** The gateway's program; absent: the installed package's. */
  program?: string;
}

/** Where the gateway finds the lifetime pipe: the first descriptor after the standard ones. */
const CHILD_LIFETIME_FD = 3;
const PROBE_MS = 1_000;
const WATCH_MS = 100;
const HEALTHY_AFTER_MS = 10_000;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const END_MS = 4_500;
/**
 * Several times what a hundred thousand services take. On a machine or in a pod that it shares with the portal V8 would
 * allow itself much more, and let garbage grow to several times what is used before it looks.
 */
const HEAP = '--max-old-space-size=512';

/**
 * Keeps one gateway running on this machine.
 *
 * A gateway that already runs with our configuration is adopted: it goes on serving while portals come and go. One
 * with another configuration is asked to end and replaced. The first restart after a healthy run is immediate; one
 * that keeps dying is started more and more slowly. With a lifetime pipe the gateway ends with the starter, not with
 * the portal; without one it ends with the portal.
 */
export class GatewaySupervisor {
  readonly #options: GatewaySupervisorOptions;
  readonly #stopping = new AbortController();
  #state: GatewayProcessState = {
    state: 'starting',
    restarts: 0,
    adopted: false,
  };
  #child: ChildProcess | undefined;
  #running: Promise<void> | undefined;

  static create(options: GatewaySupervisorOptions) {
    return new GatewaySupervisor(options);
  }

  private constructor(options: GatewaySupervisorOptions) {
    this.#options = options;
  }

  get state(): GatewayProcessState {
    return { ...this.#state };
  }

  /** Adopts or starts one, and keeps it running until `stop`. */
  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    if (this.#options.lifetimeFd === undefined) {
      await this.#end();
    }
    this.#child?.unref();
  }

  /** Ends the gateway, which nobody else would end. */
  async #end(): Promise<void> {
    const child = this.#child;
    if (child) {
      const ended = exitOf(child);
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      await ended;
      clearTimeout(timer);
    } else if (this.#state.adopted) {
      await this.#options.control.shutdown().catch(() => undefined);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { config, lifetimeFd, logger } = this.#options;
    try {
      const file = await writeGatewayConfig({
        ...config,
        ...(lifetimeFd !== undefined && { lifetimeFd: CHILD_LIFETIME_FD }),
      });
      let deaths = 0;
      let running = await this.#adopt();
      while (!signal.aborted) {
        const startedAt = Date.now();
        const ended = running
          ? this.#watchAdopted(running.pid)
          : this.#spawn(file);
        const how = await ended;
        if (how === undefined) {
          return;
        }
        running = undefined;
        deaths = Date.now() - startedAt > HEALTHY_AFTER_MS ? 0 : deaths + 1;
        const wait = delayAfter(deaths);
        logger.warn(`The gateway ended (${how}); starting it in ${wait} ms`);
        this.#state = {
          state: 'restarting',
          restarts: this.#state.restarts + 1,
          adopted: false,
          lastExit: how,
        };
        await delay(wait, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted) {
        logger.error('The gateway cannot be supervised', error as Error);
        this.#state = { ...this.#state, state: 'unreachable' };
      }
    }
  }

  /** @returns the running gateway that has our configuration */
  async #adopt(): Promise<GatewayStatus | undefined> {
    const { control, config, logger } = this.#options;
    const status = await control.status(PROBE_MS).catch(() => undefined);
    if (!status) {
      return undefined;
    }
    if (status.configDigest !== gatewayConfigDigest(config)) {
      logger.info('A gateway runs with another configuration; replacing it');
      await control.shutdown().catch(() => undefined);
      await this.#untilGone(status.pid);
      return undefined;
    }
    logger.info(`Adopted the running gateway (process ${status.pid})`);
    this.#state = {
      state: 'running',
      pid: status.pid,
      startedAt: status.startedAt,
      restarts: 0,
      adopted: true,
    };
    return status;
  }

  async #untilGone(pid: number): Promise<void> {
    const deadline = Date.now() + END_MS;
    while (isAlive(pid)) {
      if (Date.now() > deadline) {
        process.kill(pid, 'SIGKILL');
      }
      await delay(WATCH_MS, undefined, { signal: this.#stopping.signal });
    }
  }

  /** @returns undefined once supervision stops */
  async #watchAdopted(pid: number): Promise<string | undefined> {
    while (isAlive(pid)) {
      if (this.#stopping.signal.aborted) {
        return undefined;
      }
      await delay(WATCH_MS, undefined, {
        signal: this.#stopping.signal,
      }).catch(() => undefined);
    }
    return 'the adopted process is gone';
  }

  /** Starts one and waits for its end. @returns undefined once supervision stops */
  async #spawn(configFile: string): Promise<string | undefined> {
    const { lifetimeFd, program } = this.#options;
    const { signal } = this.#stopping;
    const child = spawn(
      process.execPath,
      [
        ...GATEWAY_NODE_OPTIONS,
        HEAP,
        locateGatewayProgram(program),
        '--config',
        configFile,
      ],
      {
        env: { ...RUNTIME_ENVIRONMENT, ...process.env },
        // The starter's own output streams: they outlive this process.
        stdio: [
          'ignore',
          'inherit',
          'inherit',
          ...(lifetimeFd === undefined ? [] : [lifetimeFd]),
        ],
      },
    );
    this.#child = child;
    this.#state = {
      ...this.#state,
      state: 'running',
      pid: child.pid,
      startedAt: new Date().toISOString(),
    };
    const stopped = new Promise<undefined>(resolve =>
      signal.addEventListener('abort', () => resolve(undefined), {
        once: true,
      }),
    );
    const how = await Promise.race([exitOf(child), stopped]);
    if (how !== undefined) {
      this.#child = undefined;
    }
    return how;
  }
}

/** None after the first early death; then twice as long each time. */
function delayAfter(deaths: number): number {
  return deaths <= 1
    ? 0
    : Math.min(FIRST_DELAY_MS * 2 ** (deaths - 2), LONGEST_DELAY_MS);
}

function exitOf(child: ChildProcess): Promise<string> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve(child.signalCode ?? `exit code ${child.exitCode}`);
  }
  return new Promise(resolve => {
    child.once('exit', (code, signal) =>
      resolve(signal ?? `exit code ${code}`),
    );
    child.once('error', error => resolve(error.message));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** Dead, but not yet buried by the process that inherited it: a gateway outlives the portal that started it. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
