import type { DocumentStore } from '../../ports';
import { copyingSuite } from './copying';
import { failingSuite } from './failing';
import type { DocumentStoreHarness, SuiteContext } from './harness';
import { keysSuite } from './keys';
import { listingSuite } from './listing';
import { processesSuite } from './processes';
import { puttingSuite } from './putting';

/**
 * What every `DocumentStore` has to hold; call it at the top level of a test file.
 *
 * @param name - of the adapter, for the titles
 * @param makeHarness - called for each test, over an empty set of documents
 */
export function documentStoreContract(
  name: string,
  makeHarness: () => Promise<DocumentStoreHarness>,
): void {
  describe(`DocumentStore contract: ${name}`, () => {
    let harness: DocumentStoreHarness;
    let store: DocumentStore;

    beforeEach(async () => {
      harness = await makeHarness();
      store = await harness.open();
    });

    afterEach(async () => {
      await store.close();
      await harness.dispose();
    });

    const context: SuiteContext = {
      harness: () => harness,
      store: () => store,
      put: (key, content) =>
        store.put(key, Buffer.from(content), { contentType: 'text/plain' }),
    };

    puttingSuite(context);
    failingSuite(context);
    keysSuite(context);
    copyingSuite(context);
    listingSuite(context);
    processesSuite(context);
  });
}
