import { z } from 'zod';
import { MAX_ATTRIBUTES_BYTES, MAX_DATA_BYTES } from '../events/eventRules';
import { DEAD_LETTER_OVERHEAD } from './deadLetters';

/** Percent-encoding makes three bytes of one at most. */
const LARGEST_MESSAGE =
  MAX_DATA_BYTES + 3 * MAX_ATTRIBUTES_BYTES + DEAD_LETTER_OVERHEAD;

const CHECK_MS = 5000;

/** What the monitoring endpoint `/varz` says of JetStream, as far as it matters here. */
const varzSchema = z.object({
  jetstream: z
    .object({
      config: z.object({ sync_always: z.boolean().optional() }).optional(),
    })
    .optional(),
});

/**
 * What operators should know of their server: that an acknowledged event may not be on disk, and that large events
 * cannot be taken.
 *
 * @param options.monitoringUrls - of every server of the cluster
 * @returns one line for each problem
 */
export async function engineWarnings(options: {
  replicas: number;
  maxPayload: number;
  monitoringUrls: readonly string[];
}): Promise<string[]> {
  const { maxPayload } = options;
  return [
    ...(maxPayload < LARGEST_MESSAGE
      ? [
          `NATS takes messages of ${maxPayload} bytes: larger events are refused; set its max_payload to ${LARGEST_MESSAGE} or more`,
        ]
      : []),
    ...(await durabilityWarnings(options)),
  ];
}

async function durabilityWarnings({
  replicas,
  monitoringUrls,
}: {
  replicas: number;
  monitoringUrls: readonly string[];
}): Promise<string[]> {
  if (monitoringUrls.length === 0) {
    return replicas >= 3
      ? []
      : [
          'Whether NATS writes an event to disk before it acknowledges it is not known: name its monitoring endpoint in remoteEnv.eventBus.nats.monitoringUrls, or use 3 replicas',
        ];
  }
  const answers = await Promise.all(
    monitoringUrls.map(async url => ({ url, syncs: await syncsAlways(url) })),
  );
  return answers.flatMap(({ url, syncs }) => {
    switch (syncs) {
      case true:
        return [];
      case false:
        return [
          `The NATS server at ${url} acknowledges events before they are on disk, so that a power failure can lose them: set 'sync_interval: always' in its jetstream block`,
        ];
      default:
        return [
          `The NATS server at ${url} does not say whether it writes events to disk before it acknowledges them`,
        ];
    }
  });
}

/** @returns undefined when the server does not tell */
async function syncsAlways(url: string): Promise<boolean | undefined> {
  try {
    const answer = await fetch(new URL('/varz', url), {
      signal: AbortSignal.timeout(CHECK_MS),
    });
    const { jetstream } = varzSchema.parse(await answer.json());
    return jetstream?.config && (jetstream.config.sync_always ?? false);
  } catch {
    return undefined;
  }
}
