import type { Entity } from '@backstage/catalog-model';
import { lazy, Suspense } from 'react';
import { RemoteEnvProvider } from './components/RemoteEnvProvider';
import { LoadingLines } from './ui';

const EntityDocument = lazy(async () => ({
  default: (await import('./components/EntityDocument')).EntityDocument,
}));

/**
 * The registered specification that an API entity of ours stands for, for other plugins to show.
 *
 * @param props - `entity` carries the annotations `remote-env.dev/environment` and `remote-env.dev/service-id`
 */
export function RemoteEntityDocument(props: { entity: Entity }) {
  return (
    <RemoteEnvProvider>
      <Suspense fallback={<LoadingLines lines={8} />}>
        <EntityDocument entity={props.entity} />
      </Suspense>
    </RemoteEnvProvider>
  );
}
