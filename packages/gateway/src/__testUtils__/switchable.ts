import type { Resource } from '@remote-env/plugin-remote-env-common';
import {
  StoreUnavailableError,
  type ResourceStore,
  type WatchEvent,
} from '@remote-env/plugin-remote-env-node';

/** The real store behind a switch: while it is off, nothing can be had and watches end, as when its engine is away. */
export function switchable(store: ResourceStore) {
  let cut = new AbortController();
  let away = false;
  const check = () => {
    if (away) {
      throw new StoreUnavailableError('away');
    }
    return store;
  };
  const wrapped: ResourceStore = {
    create: async (...args) => check().create(...args),
    get: async (...args) => check().get(...args),
    list: async (...args) => check().list(...args),
    update: async (...args) => check().update(...args),
    updateStatus: async (...args) => check().updateStatus(...args),
    delete: async (...args) => check().delete(...args),
    async *watch<T extends Resource>(
      ...[kind, options]: Parameters<typeof store.watch<T>>
    ): AsyncIterable<WatchEvent<T>> {
      check();
      const signal = AbortSignal.any([options.signal, cut.signal]);
      yield* store.watch(kind, { ...options, signal });
      check();
    },
    close: () => store.close(),
  };
  return {
    store: wrapped,
    off() {
      away = true;
      cut.abort();
    },
    on() {
      away = false;
      cut = new AbortController();
    },
  };
}
