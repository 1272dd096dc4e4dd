import { TestIngress } from './TestIngress';
import { useEdge, type EdgeBench } from './useEdge';

/**
 * An edge behind an ingress that ends TLS.
 *
 * @param configured - as `TestIngress.configure` takes it
 */
export function useIngress(
  ...configured: Parameters<TestIngress['configure']>
): { bench: EdgeBench; ingress: () => TestIngress } {
  let ingress: TestIngress;
  const bench = useEdge({
    options: async stores => {
      ingress = await TestIngress.create(stores);
      return { config: ingress.configure(...configured) };
    },
  });
  return { bench, ingress: () => ingress };
}
