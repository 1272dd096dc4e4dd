import { parseEntityRef } from '@backstage/catalog-model';
import {
  EntityDisplayName,
  useEntityRefLink,
} from '@backstage/plugin-catalog-react';
import { Link } from '@backstage/ui';

interface OwnerTextProps {
  entityRef: string;
  /** Size of the text around it. */
  variant?: 'body-medium' | 'body-small';
}

/** A link to whoever an entity reference names; other actors are shown as they are. */
export function OwnerText({ entityRef, variant }: OwnerTextProps) {
  const linkTo = useEntityRefLink();
  try {
    parseEntityRef(entityRef);
  } catch {
    return <>{entityRef}</>;
  }
  // Backstage UI's link, since another one in a row of a table would follow the row's.
  return (
    <Link href={linkTo(entityRef)} variant={variant}>
      <EntityDisplayName entityRef={entityRef} disableTooltip />
    </Link>
  );
}
