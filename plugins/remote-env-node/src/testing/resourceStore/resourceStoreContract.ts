import { randomUUID } from 'node:crypto';
import type { ResourceStore } from '../../ports';
import { concurrencySuite } from './concurrency';
import { crashSuite } from './crash';
import { creatingSuite } from './creating';
import { deletionSuite } from './deletion';
import type { ResourceStoreHarness, SuiteContext } from './harness';
import { listingSuite } from './listing';
import { ownersSuite } from './owners';
import { rulesSuite } from './rules';
import { secretsSuite } from './secrets';
import { servicesSuite } from './services';
import { updatingSuite } from './updating';
import { watchingSuite } from './watching';

/**
 * What every `ResourceStore` has to hold (docs/decisions/0002-resource-store-semantics.md); call it at the top level
 * of a test file. Each test works in namespaces of its own, so that one engine can serve them all.
 *
 * @param name - of the adapter, for the titles
 * @param makeHarness - called once
 */
export function resourceStoreContract(
  name: string,
  makeHarness: () => Promise<ResourceStoreHarness>,
): void {
  describe(`ResourceStore contract: ${name}`, () => {
    let harness: ResourceStoreHarness;
    let store: ResourceStore;
    const others: ResourceStore[] = [];

    const context: SuiteContext = {
      harness: () => harness,
      store: () => store,
      openAnother: async () => {
        const another = await harness.open();
        others.push(another);
        return another;
      },
      freshNamespace: async () => {
        const namespace = `t-${randomUUID().slice(0, 18)}`;
        await harness.prepareNamespace?.(namespace);
        return namespace;
      },
    };

    // A failure is told by the condition that did not come true, not by the clock of the test runner.
    jest.setTimeout(60_000);

    beforeAll(async () => {
      harness = await makeHarness();
      store = await harness.open();
    }, 60_000);

    afterEach(async () => {
      await Promise.all(others.splice(0).map(each => each.close()));
    });

    afterAll(async () => {
      await store?.close();
      await harness?.dispose();
    }, 30_000);

    creatingSuite(context);
    updatingSuite(context);
    rulesSuite(context);
    listingSuite(context);
    watchingSuite(context);
    deletionSuite(context);
    ownersSuite(context);
    concurrencySuite(context);
    secretsSuite(context);
    servicesSuite(context);
    crashSuite(context);
  });
}
