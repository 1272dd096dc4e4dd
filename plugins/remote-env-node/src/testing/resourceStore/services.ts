import {
  KubernetesServiceKind,
  type KubernetesService,
  type NewResource,
} from '@remote-env/plugin-remote-env-common';
import type { SuiteContext } from './harness';

const PORTS = [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8081 }];
const CLUSTER_IP = {
  type: 'ClusterIP',
  selector: { app: 'apiproxy' },
  ports: PORTS,
};
const EXTERNAL_NAME = {
  type: 'ExternalName',
  externalName: 'apiproxy.remote-env-system.svc.cluster.local',
  ports: PORTS,
};

/** Services: the one kind to which an API server adds fields of its own that have to survive our updates. */
export function servicesSuite(context: SuiteContext): void {
  const { store, freshNamespace } = context;

  const service = (
    namespace: string,
    name: string,
    spec: KubernetesService['spec'],
  ): NewResource<KubernetesService> => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec,
  });

  describe('Services', () => {
    it('change from an address to an alias and back', async () => {
      const ns = await freshNamespace();
      const made = await store().create(
        KubernetesServiceKind,
        service(ns, 'api', CLUSTER_IP),
      );
      expect(made.spec).toEqual(CLUSTER_IP);
      expect(made.metadata.generation).toBeUndefined();
      expect(await store().update(KubernetesServiceKind, made)).toEqual(made);
      const alias = await store().update(KubernetesServiceKind, {
        ...made,
        spec: EXTERNAL_NAME,
      });
      expect(alias.spec).toEqual(EXTERNAL_NAME);
      const address = await store().update(KubernetesServiceKind, {
        ...alias,
        spec: CLUSTER_IP,
      });
      expect(address.spec).toEqual(CLUSTER_IP);
      expect(address.metadata.uid).toBe(made.metadata.uid);
      expect(await store().get(KubernetesServiceKind, made.metadata)).toEqual(
        address,
      );
    });

    it('have names that can be host names', async () => {
      const ns = await freshNamespace();
      for (const name of ['1st', 'dot.ted', 'a'.repeat(64)]) {
        await expect(
          store().create(
            KubernetesServiceKind,
            service(ns, name, EXTERNAL_NAME),
          ),
        ).rejects.toMatchObject({
          name: 'ResourceInvalidError',
          message: expect.stringContaining('metadata.name'),
        });
      }
    });
  });
}
