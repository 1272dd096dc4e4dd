import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { until } from './objects';

/** Holds what a catalog would, by the rules of its mutations. */
export class TestCatalog {
  readonly mutations: EntityProviderMutation[] = [];
  readonly entities = new Map<string, Entity>();
  failures = 0;

  async applyMutation(mutation: EntityProviderMutation): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('database is away');
    }
    this.mutations.push(mutation);
    if (mutation.type === 'full') {
      this.entities.clear();
    } else {
      for (const each of mutation.removed) {
        this.entities.delete(
          'entityRef' in each
            ? each.entityRef
            : stringifyEntityRef(each.entity),
        );
      }
    }
    const given = mutation.type === 'full' ? mutation.entities : mutation.added;
    for (const { entity, locationKey } of given) {
      if (locationKey !== 'remote-env') {
        throw new Error(`entity without our location key: ${locationKey}`);
      }
      this.entities.set(stringifyEntityRef(entity), entity);
    }
  }

  async refresh(): Promise<void> {}

  get references(): string[] {
    return [...this.entities.keys()].sort();
  }

  /** Waits until it has these entities and no others. */
  async holds(...references: string[]): Promise<string[]> {
    return until(
      () => this.references,
      found => JSON.stringify(found) === JSON.stringify(references.sort()),
    );
  }
}
