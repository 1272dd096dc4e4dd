import { PortalStandIn } from './PortalStandIn';
import { TestEdge, TestStores, type TestEdgeOptions } from './TestEdge';

/** What tests of an edge work with. */
export interface EdgeBench {
  readonly stores: TestStores;
  readonly portal: PortalStandIn;
  readonly edge: TestEdge;
}

interface UseEdgeOptions {
  /** Whether one serves all tests of the `describe`, or each has its own. Default `all`. */
  per?: 'all' | 'test';
  /** Of the edge, made from its stores. */
  options?: (stores: TestStores) => Promise<TestEdgeOptions> | TestEdgeOptions;
}

/** Starts an edge with stores and a portal before the tests of a `describe` and ends all three after them. */
export function useEdge({
  per = 'all',
  options = () => ({}),
}: UseEdgeOptions = {}): EdgeBench {
  let edge: TestEdge | undefined;
  const [before, after] =
    per === 'all' ? [beforeAll, afterAll] : [beforeEach, afterEach];

  // Hooks run in the order of their definition, and the edge ends before what it stands on.
  after(() => edge?.stop());
  const parts = useStoresAndPortal(per);
  before(async () => {
    const { stores, portal } = parts;
    edge = await TestEdge.start(stores, portal, await options(stores));
  });

  return {
    get stores() {
      return parts.stores;
    },
    get portal() {
      return parts.portal;
    },
    get edge() {
      return started(edge);
    },
  };
}

/** What an edge stands on, for tests that start their own. */
export function useStoresAndPortal(
  per: 'all' | 'test',
): Pick<EdgeBench, 'stores' | 'portal'> {
  let parts: { stores: TestStores; portal: PortalStandIn } | undefined;
  const [before, after] =
    per === 'all' ? [beforeAll, afterAll] : [beforeEach, afterEach];

  before(async () => {
    const [stores, portal] = await Promise.all([
      TestStores.create(),
      PortalStandIn.start(),
    ]);
    parts = { stores, portal };
  });

  after(async () => {
    await parts?.portal.close();
    await parts?.stores.close();
  });

  return {
    get stores() {
      return started(parts).stores;
    },
    get portal() {
      return started(parts).portal;
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error('is there in hooks and tests only');
  }
  return value;
}
