import { randomUUID } from 'node:crypto';
import type { EventBus } from '../../ports';
import { consumingSuite } from './consuming';
import { crashSuite } from './crash';
import type { EventBusHarness, SuiteContext } from './harness';
import { publishingSuite } from './publishing';
import { settlingSuite } from './settling';

/**
 * What every `EventBus` has to hold; call it at the top level of a test file. Each test works with environments and
 * consumers of its own, so that one engine can serve them all.
 *
 * @param name - of the adapter, for the titles
 * @param makeHarness - called once
 */
export function eventBusContract(
  name: string,
  makeHarness: () => Promise<EventBusHarness>,
): void {
  describe(`EventBus contract: ${name}`, () => {
    let harness: EventBusHarness;
    let bus: EventBus;
    const others: EventBus[] = [];

    const context: SuiteContext = {
      harness: () => harness,
      bus: () => bus,
      openAnother: async options => {
        const another = await harness.open(options);
        others.push(another);
        return another;
      },
      freshEnvironment: () => randomUUID(),
    };

    // A failure is told by the condition that did not come true, not by the clock of the test runner.
    jest.setTimeout(60_000);

    beforeAll(async () => {
      harness = await makeHarness();
      bus = await harness.open();
    }, 60_000);

    afterEach(async () => {
      await Promise.all(others.splice(0).map(each => each.close()));
    });

    afterAll(async () => {
      await bus?.close();
      await harness?.dispose();
    }, 30_000);

    publishingSuite(context);
    consumingSuite(context);
    settlingSuite(context);
    crashSuite(context);
  });
}
