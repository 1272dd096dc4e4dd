import {
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamAccountStats,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';
import type { NatsConnectionConfig } from '../config';
import { StoreUnavailableError } from '../ports/errors';
import { EngineProblem } from '../startupCheck/EngineProblem';
import type { EngineAnswer } from '../startupCheck/findings';
import { connectOptions } from './connectOptions';
import { isMissing, isNoResponders } from './errors';
import { natsLayout } from './layout';
import { engineWarnings } from './startupCheck';
import { isTooOld, OLDEST_SERVER } from './serverVersion';

/** Parts of what an account may keep, from which on it is said. */
const NEARLY_FULL = 0.9;

/**
 * Whether NATS answers, JetStream has room for our streams, and what is acknowledged is on disk. Changes nothing.
 *
 * @param timeoutMs - for each answer
 * @throws StoreUnavailableError when it does not answer; EngineProblem that says what to do
 */
export async function checkNats(
  config: NatsConnectionConfig,
  timeoutMs: number,
): Promise<EngineAnswer> {
  const nc = await connected(config, timeoutMs);
  try {
    const { version = '', max_payload: maxPayload = 0 } = nc.info ?? {};
    if (isTooOld(version)) {
      throw new EngineProblem(
        `is version ${version}: ${OLDEST_SERVER} or later is needed`,
      );
    }
    const jsm = await jetstreamManager(nc, {
      timeout: timeoutMs,
      checkAPI: false,
    });
    const layout = natsLayout(config);
    const [streams, account, warnings] = await Promise.all([
      streamsOf(jsm, [layout.events, layout.dead, layout.slots]),
      accountOf(jsm),
      engineWarnings({
        replicas: config.replicas,
        maxPayload,
        monitoringUrls: config.monitoringUrls,
      }),
    ]);
    const tight = account ? roomFor(config, account, streams) : [];
    return {
      says: `answers, version ${version}, ${streamsText(streams)}`,
      warnings: [...tight, ...warnings],
    };
  } finally {
    await nc.close().catch(() => undefined);
  }
}

async function connected(
  config: NatsConnectionConfig,
  timeoutMs: number,
): Promise<NatsConnection> {
  try {
    return await connect({
      ...(await connectOptions(config)),
      name: 'remote-env start-up check',
      timeout: timeoutMs,
      reconnect: false,
    });
  } catch (error) {
    if (error instanceof errors.AuthorizationError) {
      throw new EngineProblem(
        'refuses the credentials: renew eventBus.nats.credentialsFile, or username and password, or token',
      );
    }
    throw new StoreUnavailableError(
      `cannot be reached at ${config.servers.join(', ')}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

interface Streams {
  present: string[];
  missing: string[];
}

/** @throws EngineProblem without JetStream or the right to look */
async function streamsOf(
  jsm: JetStreamManager,
  names: readonly string[],
): Promise<Streams> {
  const found = await Promise.all(
    names.map(async name => {
      try {
        await jsm.streams.info(name);
        return true;
      } catch (error) {
        if (isMissing(error)) {
          return false;
        }
        throw jetStreamProblem(error, name);
      }
    }),
  );
  return {
    present: names.filter((_, index) => found[index]),
    missing: names.filter((_, index) => !found[index]),
  };
}

function jetStreamProblem(error: unknown, stream: string): unknown {
  if (
    isNoResponders(error) ||
    (error instanceof Error && error.name === 'JetStreamNotEnabled') ||
    (error instanceof JetStreamApiError &&
      error.code === JetStreamApiCodes.JetStreamNotEnabledForAccount)
  ) {
    return new EngineProblem(
      "has no JetStream for this account: add a 'jetstream' block to the server's configuration, and enable it for the account",
    );
  }
  if (isRefused(error)) {
    return new EngineProblem(
      `does not let this user look at stream ${stream}: give it the rights that docs/events-on-nats.md lists`,
    );
  }
  return new StoreUnavailableError(messageOf(error), { cause: error });
}

/** A request whose subject the user may not publish to; the client wraps it. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof errors.PermissionViolationError ||
    (error instanceof Error && isRefused(error.cause))
  );
}

/** @returns undefined when the user has no right to ask, which nothing else needs */
async function accountOf(
  jsm: JetStreamManager,
): Promise<JetStreamAccountStats | undefined> {
  try {
    return await jsm.getAccountInfo();
  } catch {
    return undefined;
  }
}

/**
 * @returns what is tight
 * @throws EngineProblem when the streams that are missing cannot be made
 */
function roomFor(
  { maxBytes, replicas, subjectPrefix }: NatsConnectionConfig,
  { limits, storage, streams: used }: JetStreamAccountStats,
  { missing }: Streams,
): string[] {
  const { max_streams: maxStreams, max_storage: maxStorage } = limits;
  if (maxStreams > 0 && used + missing.length > maxStreams) {
    throw new EngineProblem(
      `lets this account have ${maxStreams} streams, and it has ${used}: ${
        missing.length
      } more are needed for '${subjectPrefix}' (${missing.join(', ')})`,
    );
  }
  const wanted = 2 * (maxBytes ?? 0) * replicas;
  if (missing.length > 0 && maxStorage > 0 && wanted > maxStorage) {
    throw new EngineProblem(
      `lets this account keep ${maxStorage} bytes: eventBus.nats.maxBytes for log and dead letters in ${replicas} replicas is ${wanted}`,
    );
  }
  if (maxStorage > 0 && storage > maxStorage * NEARLY_FULL) {
    return [
      `NATS keeps ${storage} bytes of the ${maxStorage} that this account may have: raise max_storage, or shorten eventBus.retention, before events are refused`,
    ];
  }
  return [];
}

function streamsText({ present, missing }: Streams): string {
  if (missing.length === 0) {
    return `has the streams ${present.join(', ')}`;
  }
  return `gateways will make the streams ${missing.join(', ')}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
