import { StoreUnavailableError, type DocumentStore } from '../../ports';

/** What a store was asked for, and how it answers. */
export interface Asked {
  asked: string[];
  state: 'well' | 'away' | 'silent';
}

/** The store behind a cache, which can go away. */
export function askedStore(behind: DocumentStore, back: Asked): DocumentStore {
  const reach = async (what: string) => {
    back.asked.push(what);
    if (back.state === 'away') {
      throw new StoreUnavailableError('away');
    }
    if (back.state === 'silent') {
      await new Promise(() => {});
    }
  };
  return {
    put: async (key, body, options) => {
      await reach('put');
      return behind.put(key, body, options);
    },
    get: async key => {
      await reach('get');
      return behind.get(key);
    },
    stat: async key => {
      await reach('stat');
      return behind.stat(key);
    },
    copy: async (from, to) => {
      await reach('copy');
      return behind.copy(from, to);
    },
    list: prefix => behind.list(prefix),
    delete: async key => {
      await reach('delete');
      return behind.delete(key);
    },
    close: async () => {},
  };
}
