import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { Knex } from 'knex';
import { mockLogger } from '../../__testUtils__/mockLogger';
import { usePortalDatabases } from '../../__testUtils__/portalDatabases';
import { SYSTEM, useTestStore } from '../../__testUtils__/testStore';
import { EnvironmentList } from '../EnvironmentList';
import type { Facet } from '../facets';
import { ProjectingResourceStore } from '../ProjectingResourceStore';
import { ResourceIndex } from '../ResourceIndex';
import { ServiceList } from '../ServiceList';

/** A store whose writes are in the index once they are done, and the lists that read the index; all end with the test. */
export function useIndexedStore(
  kind: Parameters<typeof usePortalDatabases>[0],
) {
  const indexes: ResourceIndex[] = [];

  afterEach(async () => {
    await Promise.all(indexes.splice(0).map(index => index.stop()));
  });

  const databases = usePortalDatabases(kind);
  const testStore = useTestStore();

  /** @param before - leaves in store and database what the index finds when it starts */
  return async function open(
    before: (found: {
      store: ResourceStore;
      knex: Knex;
    }) => PromiseLike<unknown> = async () => {},
  ) {
    const database = await databases.create();
    const knex = await database.open();
    const index = ResourceIndex.create({
      knex,
      store: testStore.open(),
      namespace: SYSTEM,
      logger: mockLogger(),
    });
    indexes.push(index);
    const other = testStore.open();
    await before({ store: other, knex });
    index.start();
    await index.whenBuilt();
    const store = ProjectingResourceStore.create({
      store: testStore.open(),
      index,
      namespace: SYSTEM,
    });
    return {
      knex,
      index,
      store,
      /** The same store in another process. */
      other,
      services: ServiceList.create(knex),
      environments: EnvironmentList.create(knex),
    };
  };
}

export type IndexedStore = Awaited<
  ReturnType<ReturnType<typeof useIndexedStore>>
>;

/** `{value: count}`, in order. */
export function counts({ values }: Facet): Record<string, number> {
  return Object.fromEntries(values.map(({ value, count }) => [value, count]));
}
