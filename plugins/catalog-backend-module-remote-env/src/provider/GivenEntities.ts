import { createHash } from 'node:crypto';
import type { Entity } from '@backstage/catalog-model';
import {
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
} from '@remote-env/plugin-remote-env-common';

/** One environment with all its services, or one service: what a change in the store is about. */
export type Subject = `environment/${string}` | `service/${string}`;

/** What the catalog was given, so that only differences are sent: as little of each as can be, for there are tens of thousands. */
export class GivenEntities {
  readonly #entities = new Map<
    string,
    { digest: string; subjects: Subject[] }
  >();
  /** Most subjects have one entity, and a set of its own for each of them would take more than all the rest. */
  readonly #bySubject = new Map<Subject, string | Set<string>>();

  /** Whether the catalog has this very entity. */
  has(reference: string, entity: Entity): boolean {
    return this.#entities.get(reference)?.digest === digestOf(entity);
  }

  referencesOf(subject: Subject): string[] {
    const found = this.#bySubject.get(subject) ?? [];
    return typeof found === 'string' ? [found] : [...found];
  }

  set(reference: string, entity: Entity): void {
    this.remove(reference);
    const subjects = subjectsOf(entity);
    this.#entities.set(reference, { digest: digestOf(entity), subjects });
    for (const subject of subjects) {
      const found = this.#bySubject.get(subject);
      if (found instanceof Set) {
        found.add(reference);
      } else {
        this.#bySubject.set(
          subject,
          found === undefined ? reference : new Set([found, reference]),
        );
      }
    }
  }

  remove(reference: string): void {
    for (const subject of this.#entities.get(reference)?.subjects ?? []) {
      const found = this.#bySubject.get(subject);
      if (found instanceof Set && found.size > 1) {
        found.delete(reference);
      } else {
        this.#bySubject.delete(subject);
      }
    }
    this.#entities.delete(reference);
  }
}

function subjectsOf({ metadata }: Entity): Subject[] {
  const environment = metadata.annotations?.[ENVIRONMENT_LABEL];
  const service = metadata.annotations?.[SERVICE_LABEL];
  const subjects: Subject[] = [];
  if (environment) {
    subjects.push(`environment/${environment}`);
  }
  if (service) {
    subjects.push(`service/${service}`);
  }
  return subjects;
}

function digestOf(entity: Entity): string {
  return createHash('sha256').update(JSON.stringify(entity)).digest('base64');
}
