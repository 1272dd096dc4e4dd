import { setTimeout as sleep } from 'node:timers/promises';
import { until, within } from '../conditions';
import { acknowledge, Consumption } from './Consumption';
import type { SuiteContext } from './harness';
import { makeConsumer, publishAll, sampleEvent } from './samples';

/** Durable consumers: position, selection, sharing, limits. */
export function consumingSuite(context: SuiteContext): void {
  const { bus, openAnother, freshEnvironment } = context;

  const stateOf = async (consumer: string) =>
    (await bus().listConsumers()).find(({ name }) => name === consumer);

  describe('consume', () => {
    it('starts at the end of the log and keeps its position', async () => {
      const uid = freshEnvironment();
      await publishAll(bus(), uid, ['before']);
      const consumer = await makeConsumer(bus(), uid);
      await publishAll(bus(), uid, ['a', 'b']);
      const first = Consumption.start(bus(), consumer.name, acknowledge);
      await first.has(2);
      await first.stop();
      await publishAll(bus(), uid, ['c']);
      await bus().ensureConsumer({ ...consumer, maxInFlight: 7 });
      const second = await openAnother();
      await publishAll(second, uid, ['d']);
      const later = Consumption.start(second, consumer.name, acknowledge);
      await later.has(2);
      expect([first.ids, later.ids]).toEqual([
        ['a', 'b'],
        ['c', 'd'],
      ]);
      await later.stop();
    });

    it('starts at a moment in the past, if told so', async () => {
      const uid = freshEnvironment();
      await publishAll(bus(), uid, ['before']);
      // The moment between the two has to be one for every clock involved.
      await sleep(1100);
      const since = new Date(Date.now() - 500).toISOString();
      await publishAll(bus(), freshEnvironment(), ['foreign']);
      await publishAll(bus(), uid, ['after']);
      const { name } = await makeConsumer(bus(), uid, { since });
      const taken = Consumption.start(bus(), name, acknowledge);
      await publishAll(bus(), uid, ['later']);
      await taken.has(2);
      // Told again of one that is there, it changes nothing.
      await makeConsumer(bus(), uid, { name, since: '2020-01-01T00:00:00Z' });
      await publishAll(bus(), uid, ['last']);
      await taken.has(3);
      expect(taken.ids).toEqual(['after', 'later', 'last']);
      await taken.stop();
    });

    it('brings what its configuration selects, of its environment alone', async () => {
      const [uid, other] = [freshEnvironment(), freshEnvironment()];
      const { name } = await makeConsumer(bus(), uid, {
        types: [{ type: 'any' }, { type: 'versioned', version: 'v2' }],
      });
      const publish = (id: string, type: string, typeVersion?: string) =>
        bus().publish(sampleEvent(uid, id, { type, typeVersion }));
      await publish('1', 'any');
      await publish('2', 'any', 'v7');
      await publish('3', 'versioned');
      await publish('4', 'versioned', 'v1');
      await publish('5', 'versioned', 'v2');
      await publish('6', 'other');
      await bus().publish(sampleEvent(other, '7', { type: 'any' }));
      await publish('8', 'any');
      expect(await stateOf(name)).toMatchObject({ pending: 4 });
      const taken = Consumption.start(bus(), name, acknowledge);
      await taken.has(4);
      expect(taken.ids).toEqual(['1', '2', '5', '8']);
      await taken.stop();
    });

    it('finds few among many that are not for it', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid, {
        types: [{ type: 'rare' }],
      });
      await Promise.all(
        Array.from({ length: 1300 }, (_, index) =>
          bus().publish(sampleEvent(uid, `common-${index}`)),
        ),
      );
      await bus().publish(sampleEvent(uid, 'found', { type: 'rare' }));
      const taken = Consumption.start(bus(), name, acknowledge);
      await taken.has(1);
      expect(taken.ids).toEqual(['found']);
      await taken.stop();
    }, 20_000);

    it('is told of events of another process in time', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      const taken = Consumption.start(bus(), name, acknowledge);
      const other = await openAnother();
      const late: number[] = [];
      for (let index = 0; index < 15; index++) {
        await other.publish(sampleEvent(uid, `${index}`));
        const published = performance.now();
        await taken.has(index + 1);
        const delay = performance.now() - published;
        if (delay > 250) {
          late.push(delay);
        }
      }
      // What the scheduler of a busy machine adds to single ones is not the bus's.
      expect(late.length).toBeLessThanOrEqual(2);
      await taken.stop();
    }, 20_000);

    it('gives each event to one of those who share a name', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      const second = await openAnother();
      const shares = [
        Consumption.start(bus(), name, acknowledge),
        Consumption.start(bus(), name, acknowledge),
        Consumption.start(second, name, acknowledge),
      ];
      const ids = Array.from({ length: 200 }, (_, index) => `${index}`);
      await Promise.all(ids.map(id => bus().publish(sampleEvent(uid, id))));
      await until('all are settled', async () => {
        const state = await stateOf(name);
        return state?.pending === 0;
      });
      const all = shares.flatMap(share => share.ids);
      expect(all.sort()).toEqual([...ids].sort());
      await Promise.all(shares.map(share => share.stop()));
    }, 20_000);

    it('never has more under way than allowed, over all who share a name', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid, { maxInFlight: 5 });
      const ids = Array.from({ length: 40 }, (_, index) => `${index}`);
      await Promise.all(ids.map(id => bus().publish(sampleEvent(uid, id))));
      let open = 0;
      let most = 0;
      const slowly = async (delivery: { ack(): Promise<void> }) => {
        open += 1;
        most = Math.max(most, open);
        await sleep(20);
        open -= 1;
        await delivery.ack();
      };
      const shares = [
        Consumption.start(bus(), name, slowly),
        Consumption.start(await openAnother(), name, slowly),
      ];
      await until(
        'all are delivered',
        () => shares.flatMap(share => share.ids).length >= ids.length,
      );
      expect(most).toBe(5);
      await Promise.all(shares.map(share => share.stop()));
      expect(shares.flatMap(share => share.ids).sort()).toEqual(ids.sort());
    }, 20_000);

    it('hands nothing on that is not asked for, and puts nothing in the way of others', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      await publishAll(bus(), uid, ['a', 'b', 'c']);
      const abandoned = new AbortController();
      const second = await openAnother();
      for await (const delivery of second.consume(name, abandoned.signal)) {
        expect(delivery.event.id).toBe('a');
        await delivery.ack();
        break;
      }
      const taken = Consumption.start(bus(), name, acknowledge);
      await taken.has(2);
      expect(taken.ids).toEqual(['b', 'c']);
      expect(taken.deliveries.map(({ attempt }) => attempt)).toEqual([1, 1]);
      await taken.stop();
    });

    it('knows no consumer that is not there, or not any more', async () => {
      const uid = freshEnvironment();
      const missing = Consumption.start(bus(), 'nobody');
      await until('it fails', () => missing.failure !== undefined);
      const notFound = { name: 'ResourceNotFoundError' };
      expect(missing.failure).toMatchObject(notFound);
      const { name } = await makeConsumer(bus(), uid);
      await publishAll(bus(), uid, ['a']);
      const taken = Consumption.start(bus(), name);
      await taken.has(1);
      const second = await openAnother();
      await second.removeConsumer(name);
      await second.removeConsumer(name);
      await until('it fails, too', () => taken.failure !== undefined);
      expect(taken.failure).toMatchObject(notFound);
      await taken.deliveries[0]!.ack();
      await makeConsumer(bus(), uid, { name });
      expect(await stateOf(name)).toEqual({
        name,
        pending: 0,
        inFlight: 0,
        deadLetters: 0,
      });
    });

    it.each([
      ['consumer.name', { name: 'no name' }],
      ['consumer.name', { name: 'x'.repeat(129) }],
      ['consumer.maxInFlight', { maxInFlight: 0 }],
      ['consumer.ackWaitMs', { ackWaitMs: -1 }],
      ['consumer.maxDeliveries', { maxDeliveries: 0 }],
    ])('refuses a bad %s (%#)', async (field, config) => {
      await expect(
        makeConsumer(bus(), freshEnvironment(), config),
      ).rejects.toMatchObject({
        name: 'ResourceInvalidError',
        message: expect.stringContaining(field),
      });
    });

    it('ends without a failure when it is aborted or the bus is closed', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      const second = await openAnother();
      const aborted = Consumption.start(bus(), name);
      const closed = Consumption.start(second, name);
      await publishAll(bus(), uid, ['a']);
      await until(
        'somebody has it',
        () => aborted.ids.length + closed.ids.length === 1,
      );
      await within('the end', Promise.all([aborted.stop(), second.close()]));
      await within('the end of the other', closed.stop());
      expect([aborted.failure, closed.failure]).toEqual([undefined, undefined]);
      expect(await stateOf(name)).toMatchObject({ pending: 1 });
    });
  });
}
