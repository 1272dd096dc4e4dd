import {
  EventSubscriptionKind,
  type Condition,
  type EventSubscription,
} from '@remote-env/plugin-remote-env-common';
import {
  ResourceConflictError,
  ResourceNotFoundError,
  type ResourceStore,
} from '@remote-env/plugin-remote-env-node';

/** How often a status is written anew because somebody else wrote in between. */
const MAX_CONFLICTS = 10;

type Status = NonNullable<EventSubscription['status']>;

/** Notes that the sink wants no more; the first reason stays. Rejects when the store is away. */
export function writeEnded(
  store: ResourceStore,
  subscription: EventSubscription,
  reason: string,
): Promise<void> {
  return writeStatus(store, subscription, status =>
    status.ended
      ? undefined
      : { ...status, ended: { at: new Date().toISOString(), reason } },
  );
}

/** Notes that events accepted from now on reach the subscription. Rejects when the store is away. */
export function writeReady(
  store: ResourceStore,
  subscription: EventSubscription,
): Promise<void> {
  const { generation } = subscription.metadata;
  return writeStatus(store, subscription, status => {
    const others = (status.conditions ?? []).filter(c => c.type !== 'Ready');
    const known = status.conditions?.find(c => c.type === 'Ready');
    if (isReady(known, generation)) {
      return undefined;
    }
    const ready: Condition = {
      type: 'Ready',
      status: 'True',
      reason: 'Delivering',
      lastTransitionTime:
        known?.status === 'True'
          ? known.lastTransitionTime
          : new Date().toISOString(),
      ...(generation !== undefined && { observedGeneration: generation }),
    };
    return { ...status, conditions: [...others, ready] };
  });
}

/** Whether the status says of this very spec that events reach the subscription. */
export function isMarkedReady({
  status,
  metadata,
}: EventSubscription): boolean {
  return isReady(
    status?.conditions?.find(c => c.type === 'Ready'),
    metadata.generation,
  );
}

function isReady(
  condition: Condition | undefined,
  generation: number | undefined,
): boolean {
  return (
    condition?.status === 'True' && condition.observedGeneration === generation
  );
}

/** @param change - undefined leaves the status as it is */
async function writeStatus(
  store: ResourceStore,
  { metadata }: EventSubscription,
  change: (status: Status) => Status | undefined,
): Promise<void> {
  for (let conflicts = 0; ; conflicts++) {
    const current = await store.get(EventSubscriptionKind, metadata);
    const changed =
      current?.metadata.uid === metadata.uid
        ? change(current.status ?? {})
        : undefined;
    if (!current || !changed) {
      return;
    }
    try {
      await store.updateStatus(EventSubscriptionKind, {
        ...current,
        status: changed,
      });
      return;
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      if (name === ResourceNotFoundError.name) {
        return;
      }
      if (name !== ResourceConflictError.name || conflicts >= MAX_CONFLICTS) {
        throw error;
      }
    }
  }
}
