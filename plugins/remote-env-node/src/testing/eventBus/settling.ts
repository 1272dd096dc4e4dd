import { setTimeout as sleep } from 'node:timers/promises';
import type { DeadLetter } from '../../ports';
import { until } from '../conditions';
import { acknowledge, Consumption } from './Consumption';
import type { SuiteContext } from './harness';
import { makeConsumer, publishAll, sampleEvent } from './samples';

/** Redelivery, retries, dead letters and what retention leaves alone. */
export function settlingSuite(context: SuiteContext): void {
  const { bus, openAnother, freshEnvironment } = context;

  const stateOf = async (consumer: string) =>
    (await bus().listConsumers()).find(({ name }) => name === consumer);

  const deadLetters = async (consumer: string): Promise<DeadLetter[]> =>
    (await bus().listDeadLetters(consumer)).items;

  describe('settling', () => {
    it('delivers again what is not settled in time, and only then', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid, { ackWaitMs: 400 });
      await publishAll(bus(), uid, ['a', 'b']);
      const started = performance.now();
      const first = Consumption.start(bus(), name);
      await first.has(2);
      expect(await stateOf(name)).toMatchObject({ pending: 2, inFlight: 2 });
      const [a, b] = first.deliveries;
      await b!.ack();
      await first.has(3);
      expect(performance.now() - started).toBeGreaterThan(390);
      const again = first.deliveries[2]!;
      expect([again.event.id, again.attempt]).toEqual(['a', 2]);
      // Too late: the event is under way for the second time.
      await a!.ack();
      await a!.reject('too late');
      expect(await stateOf(name)).toMatchObject({ pending: 1, inFlight: 1 });
      await again.ack();
      expect(await stateOf(name)).toEqual({
        name,
        pending: 0,
        inFlight: 0,
        deadLetters: 0,
      });
      await first.stop();
    });

    it('retries after the delay, and lets others pass', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid, { maxInFlight: 1 });
      await publishAll(bus(), uid, ['a', 'b']);
      const at: number[] = [];
      const taken = Consumption.start(bus(), name, async delivery => {
        at.push(performance.now());
        await (delivery.event.id === 'a' && delivery.attempt === 1
          ? delivery.retry(300, 'not now')
          : delivery.ack());
      });
      await taken.has(3);
      expect(taken.ids).toEqual(['a', 'b', 'a']);
      expect(taken.deliveries.map(({ attempt }) => attempt)).toEqual([1, 1, 2]);
      expect(at[2]! - at[0]!).toBeGreaterThan(290);
      await taken.stop();
    });

    it('files what cannot be delivered, newest first, and replays it', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid, {
        maxDeliveries: 2,
        ackWaitMs: 300,
      });
      await bus().publish(
        sampleEvent(uid, 'rejected', { data: Buffer.from('{}') }),
      );
      await publishAll(bus(), uid, ['retried', 'ignored']);
      const taken = Consumption.start(bus(), name, async delivery => {
        if (delivery.event.id === 'rejected') {
          await delivery.reject('sink says no');
        } else if (delivery.event.id === 'retried') {
          await delivery.retry(0, `try ${delivery.attempt} failed`);
        }
      });
      await until(
        'all are filed',
        async () => (await stateOf(name))?.deadLetters === 3,
      );
      await taken.stop();
      const letters = await deadLetters(name);
      expect(letters.map(({ event }) => event.id)).toEqual([
        'ignored',
        'retried',
        'rejected',
      ]);
      const [ignored, retried, rejected] = letters;
      expect(rejected).toEqual({
        id: expect.stringMatching(/./),
        consumer: name,
        event: sampleEvent(uid, 'rejected', { data: Buffer.from('{}') }),
        attempts: 1,
        reason: 'sink says no',
        at: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      expect(retried).toMatchObject({ attempts: 2, reason: 'try 2 failed' });
      expect(ignored).toMatchObject({ attempts: 2 });
      expect(ignored!.reason).not.toBe('');

      const page = await bus().listDeadLetters(name, { limit: 2 });
      const rest = await bus().listDeadLetters(name, {
        limit: 2,
        continue: page.continue,
      });
      expect([...page.items, ...rest.items]).toEqual(letters);
      expect(rest.continue).toBeUndefined();

      const second = await openAnother();
      await second.replay(name, retried!.id);
      await expect(second.replay(name, retried!.id)).rejects.toMatchObject({
        name: 'ResourceNotFoundError',
      });
      expect(await stateOf(name)).toMatchObject({ pending: 1, deadLetters: 2 });
      const replayed = Consumption.start(second, name, acknowledge);
      await replayed.has(1);
      expect(replayed.deliveries[0]).toMatchObject({
        attempt: 1,
        event: { id: 'retried' },
      });
      await replayed.stop();
      expect((await deadLetters(name)).map(({ id }) => id)).toEqual([
        ignored!.id,
        rejected!.id,
      ]);
    }, 20_000);

    it('knows no dead letter of another consumer, nor one that never was', async () => {
      const uid = freshEnvironment();
      const [a, b] = [
        await makeConsumer(bus(), uid),
        await makeConsumer(bus(), uid),
      ];
      await publishAll(bus(), uid, ['x']);
      const taken = Consumption.start(bus(), a.name, delivery =>
        delivery.reject('no'),
      );
      await until(
        'it is filed',
        async () => (await stateOf(a.name))?.deadLetters === 1,
      );
      await taken.stop();
      const [letter] = await deadLetters(a.name);
      for (const id of [letter!.id, '999999999', 'no id']) {
        await expect(bus().replay(b.name, id)).rejects.toMatchObject({
          name: 'ResourceNotFoundError',
        });
      }
      expect(await deadLetters(b.name)).toEqual([]);
    });

    it('removes old events, and none that somebody still needs', async () => {
      const [uid, other] = [freshEnvironment(), freshEnvironment()];
      const { name } = await makeConsumer(bus(), uid);
      const ids = ['settled', 'filed', 'waiting', 'unseen', 'foreign'].map(
        id => `${uid}-${id}`,
      );
      const [settled, filed, waiting, unseen, foreign] = ids;
      await publishAll(bus(), uid, [settled!, filed!, waiting!]);
      const taken = Consumption.start(bus(), name, async delivery => {
        switch (delivery.event.id) {
          case settled:
            return delivery.ack();
          case filed:
            return delivery.reject('no');
          default:
            return delivery.retry(60_000, 'later');
        }
      });
      await until('all are settled', async () => {
        const state = await stateOf(name);
        return (
          taken.ids.length === 3 &&
          state?.inFlight === 0 &&
          state?.deadLetters === 1
        );
      });
      await taken.stop();
      await publishAll(bus(), uid, [unseen!]);
      await publishAll(bus(), other, [foreign!]);
      const held = () =>
        Promise.all(ids.map(id => context.harness().holds(id)));
      await context.harness().clean({ retentionSeconds: 3600 });
      expect(await held()).toEqual([true, true, true, true, true]);
      await sleep(1100);
      await context.harness().clean({ retentionSeconds: 1 });
      expect(await held()).toEqual([false, true, true, true, false]);

      await bus().replay(name, (await deadLetters(name))[0]!.id);
      const later = Consumption.start(bus(), name, acknowledge);
      await later.has(2);
      // A replayed event is in line again; the port does not say that it comes before what was published later.
      expect([...later.ids].sort()).toEqual([filed, unseen].sort());
      await later.stop();
      await bus().removeConsumer(name);
      await context.harness().clean({ retentionSeconds: 1 });
      expect(await held()).toEqual([false, false, false, false, false]);
    }, 20_000);
  });
}
