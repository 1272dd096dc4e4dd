import { parseEntityRef } from '@backstage/catalog-model';

/** An owner in few words: a group by its name, everybody else with the kind; what is no reference stays as it is. */
export function ownerName(entityRef: string): string {
  try {
    const { kind, namespace, name } = parseEntityRef(entityRef);
    const place = namespace === 'default' ? name : `${namespace}/${name}`;
    return kind === 'group' ? place : `${kind}:${place}`;
  } catch {
    return entityRef;
  }
}
