import { createHash } from 'node:crypto';
import type { Entity } from '@backstage/catalog-model';
import {
  ENVIRONMENT_LABEL,
  SERVICE_LABEL,
} from '@remote-env/plugin-remote-env-common';

/** One environment with all its services, or one service: what a change in the store is about. */
export type Subject = `environment/${string}` | `service/${string}`;

/** What the catalog was given, so that only differences are sent. */
export class GivenEntities {
  readonly #entities = new Map<
    string,
    { digest: string; subjects: Subject[] }
  >();
  readonly #bySubject = new Map<Subject, Set<string>>();

  /** Whether the catalog has this very entity. */
  has(reference: string, entity: Entity): boolean {
    return this.#entities.get(reference)?.digest === digestOf(entity);
  }

  referencesOf(subject: Subject): ReadonlySet<string> {
    return this.#bySubject.get(subject) ?? new Set();
  }

  set(reference: string, entity: Entity): void {
    this.remove(reference);
    const subjects = subjectsOf(entity);
    this.#entities.set(reference, { digest: digestOf(entity), subjects });
    for (const subject of subjects) {
      const references = this.#bySubject.get(subject) ?? new Set();
      this.#bySubject.set(subject, references.add(reference));
    }
  }

  remove(reference: string): void {
    for (const subject of this.#entities.get(reference)?.subjects ?? []) {
      const references = this.#bySubject.get(subject);
      references?.delete(reference);
      if (references?.size === 0) {
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
  return createHash('sha256').update(JSON.stringify(entity)).digest('hex');
}
