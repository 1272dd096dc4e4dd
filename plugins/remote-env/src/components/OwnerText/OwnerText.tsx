import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { parseEntityRef } from '@backstage/catalog-model';

/** A link to whoever an entity reference names; other actors are shown as they are. */
export function OwnerText({ entityRef }: { entityRef: string }) {
  try {
    parseEntityRef(entityRef);
  } catch {
    return <>{entityRef}</>;
  }
  return <EntityRefLink entityRef={entityRef} />;
}
