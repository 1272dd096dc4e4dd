import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { isMissing } from './errors';
import type { NatsLayout } from './layout';

export interface StreamSettings {
  layout: NatsLayout;
  replicas: number;
  duplicateWindowMs: number;
  /** Of the log and of the dead letters, each; absent: no limit but the server's. */
  maxBytes?: number;
}

/** "stream name already in use": somebody else was quicker. */
const NAME_IN_USE = 10058;

const HOUR_MS = 3600 * 1000;

type Wanted = Partial<StreamConfig> & Pick<StreamConfig, 'name' | 'subjects'>;

/** Creates our streams, or brings those that are there to what the settings say. */
export async function ensureStreams(
  jsm: JetStreamManager,
  settings: StreamSettings,
): Promise<void> {
  for (const wanted of wantedStreams(settings)) {
    await ensureStream(jsm, wanted);
  }
}

function wantedStreams({
  layout,
  replicas,
  duplicateWindowMs,
  maxBytes = -1,
}: StreamSettings): Wanted[] {
  const { prefix } = layout;
  const kept = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    // A full stream refuses what is new; it never drops what was acknowledged.
    discard: DiscardPolicy.New,
    max_bytes: maxBytes,
    num_replicas: replicas,
    allow_direct: true,
  };
  return [
    {
      ...kept,
      name: layout.events,
      description: 'Events of remote environments',
      subjects: [`${prefix}.events.>`, `${prefix}.again.*`],
      duplicate_window: nanos(duplicateWindowMs),
    },
    {
      ...kept,
      name: layout.dead,
      description: 'Events that could not be delivered, by consumer',
      subjects: [`${prefix}.dead.*`],
      duplicate_window: nanos(HOUR_MS),
    },
    {
      name: layout.slots,
      description: 'Deliveries under way, by consumer',
      subjects: [`${prefix}.slots.*`, `${prefix}.returned.*.*`],
      storage: StorageType.Memory,
      retention: RetentionPolicy.Workqueue,
      max_age: nanos(24 * HOUR_MS),
      num_replicas: replicas,
      allow_direct: true,
    },
  ];
}

async function ensureStream(
  jsm: JetStreamManager,
  wanted: Wanted,
): Promise<void> {
  try {
    const { config } = await jsm.streams.info(wanted.name);
    const present: Record<string, unknown> = { ...config };
    const same = Object.entries(wanted).every(
      ([key, value]) => JSON.stringify(present[key]) === JSON.stringify(value),
    );
    if (!same) {
      const { name, retention, storage, ...changeable } = wanted;
      await jsm.streams.update(name, changeable);
    }
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    await jsm.streams.add(wanted).catch(failure => {
      if (
        !(failure instanceof JetStreamApiError) ||
        failure.code !== NAME_IN_USE
      ) {
        throw failure;
      }
    });
  }
}
