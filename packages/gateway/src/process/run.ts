import {
  exposesKeys,
  gatewayArguments,
  readConfiguration,
} from './configuration';
import { ConfigurationError, EXIT, exitCodeOf } from './failures';
import { Gateway } from './Gateway';
import { watchLifetime } from './lifetime';
import { errorMessage } from './errors';
import { engineReport } from '../startupCheck/engineReport';
import { createLogger, type Logger, type LogLevel } from './Logger';

/** Time for requests that run to end, and for everything: the process is gone within 5 seconds (decision 0001). */
const DRAIN_MS = 3500;
const GONE_MS = 4500;

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

function levelFrom(env: NodeJS.ProcessEnv): LogLevel {
  return LEVELS.find(level => level === env.LOG_LEVEL) ?? 'info';
}

function createProcessLogger(): Logger {
  // The reader of the log may be gone before this process: that is no reason to fail.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  return createLogger({
    level: levelFrom(process.env),
    write: line => process.stdout.write(line),
  }).child({ process: 'gateway', pid: process.pid });
}

/** Runs a gateway until something ends it; sets the exit code. */
export async function run(args: readonly string[]): Promise<void> {
  const logger = createProcessLogger();
  const started = performance.now();
  let gateway: Gateway | undefined;
  let ending = false;
  const ended = new AbortController();

  const end = (reason: string, code: number = EXIT.ok) => {
    if (ending) {
      return;
    }
    ending = true;
    ended.abort();
    logger.info('Gateway ends', { reason });
    setTimeout(() => {
      logger.warn('Gateway did not end in time');
      process.exit(code || EXIT.failed);
    }, GONE_MS).unref();
    Promise.resolve(gateway?.stop(AbortSignal.timeout(DRAIN_MS)))
      .catch(error =>
        logger.error('Gateway did not end cleanly', {
          error: errorMessage(error),
        }),
      )
      .finally(() => process.exit(code));
  };

  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.error('Unexpected failure', {
        error: errorMessage(error),
        stack: error instanceof Error ? error.stack : undefined,
      });
      end('unexpected failure', EXIT.failed);
    });
  }

  try {
    const given = gatewayArguments(args, process.env);
    const { config, unknownKeys } = readConfiguration(given, process.env);
    unknownKeys.forEach(line => logger.warn(line));
    if (exposesKeys(given.file)) {
      logger.warn('The configuration holds keys and others may read it', {
        file: given.file,
      });
    }
    if (config.lifetimeFd !== undefined) {
      watchLifetime(config.lifetimeFd, () => end('the starter is gone'));
    }
    // Beside the start, which waits for none of them.
    engineReport({
      config,
      logger: logger.child({ part: 'start-up check' }),
      signal: ended.signal,
    }).catch(error =>
      logger.warn('The start-up check failed', { error: errorMessage(error) }),
    );
    gateway = await Gateway.start({
      config,
      logger,
      onShutdown: () => end('asked over the control socket'),
    });
    const { ports } = gateway.status();
    logger.info('Gateway is ready', {
      ms: Math.round(performance.now() - started),
      roles: config.roles.join(','),
      ...ports,
    });
  } catch (error) {
    if (error instanceof ConfigurationError) {
      refuse(error.problems, logger);
    } else {
      logger.error('Gateway cannot start', { error: errorMessage(error) });
    }
    process.exit(exitCodeOf(error));
  }
}

/** Everything that is wrong with the configuration, one line each. */
function refuse(problems: readonly string[], logger: Logger): void {
  problems.forEach(problem => logger.error(problem.replace(/\s*\n\s*/g, ' ')));
  logger.error(
    `The gateway does not start: ${problems.length} ${
      problems.length === 1 ? 'problem' : 'problems'
    }, see docs/operations/configuration.md`,
  );
}
