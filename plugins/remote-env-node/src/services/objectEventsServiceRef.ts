import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { readRemoteEnvConfig } from '../config';
import { NO_OBJECT_EVENTS, type ObjectEvents } from '../ports';
import { exportsOf } from './exportsOf';

/**
 * Where what happened to an object is kept beside it: Kubernetes Events with the resource store on Kubernetes, nowhere
 * otherwise. Whoever replaces the resource store by one with such a place replaces this one, too.
 */
export const objectEventsServiceRef = createServiceRef<ObjectEvents>({
  id: 'remote-env.objectEvents',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
      },
      async factory({ config, lifecycle }) {
        const { resourceStore } = readRemoteEnvConfig(config);
        if (resourceStore.type !== 'kubernetes') {
          return NO_OBJECT_EVENTS;
        }
        const { createKubernetesObjectEvents } = exportsOf(
          await import('../kubernetes'),
        );
        const events = createKubernetesObjectEvents(resourceStore.kubernetes);
        lifecycle.addShutdownHook(() => events.close());
        return events;
      },
    }),
});
