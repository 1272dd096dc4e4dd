import { setTimeout as sleep } from 'node:timers/promises';
import type { BusEvent } from '../../ports';
import { longestStall, within } from '../conditions';
import { acknowledge, Consumption } from './Consumption';
import type { SuiteContext } from './harness';
import { makeConsumer, publishAll, sampleEvent } from './samples';

/** Acceptance: whole events, once each, in one order for everybody. */
export function publishingSuite(context: SuiteContext): void {
  const { bus, openAnother, freshEnvironment } = context;

  describe('publish', () => {
    it('keeps every attribute and every byte', async () => {
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      const full: BusEvent = {
        id: 'ä-1',
        environment: 'shop',
        environmentUid: uid,
        type: 'order.created',
        typeVersion: 'v1',
        time: '2030-01-02T03:04:05.678Z',
        receivedAt: '2030-01-02T03:04:06Z',
        dataContentType: 'application/octet-stream',
        dataSchema: 'https://shop.test/schema',
        subject: 'order "1"\u0000',
        extensions: { traceparent: '00-0af7-b7ad-01', empty: '' },
        data: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
      };
      const bare = sampleEvent(uid, 'bare');
      const empty = sampleEvent(uid, 'empty', { data: Buffer.alloc(0) });
      for (const event of [full, bare, empty]) {
        expect(await bus().publish(event)).toEqual({ duplicate: false });
      }
      const taken = Consumption.start(await openAnother(), name, acknowledge);
      await taken.has(3);
      expect(taken.deliveries.map(({ event }) => event)).toEqual([
        full,
        bare,
        empty,
      ]);
      await taken.stop();
    });

    it('takes an id once for each environment, also when it comes twice at the same time', async () => {
      const [uid, other] = [freshEnvironment(), freshEnvironment()];
      const { name } = await makeConsumer(bus(), uid);
      const second = await openAnother();
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 ? bus() : second).publish(
            sampleEvent(uid, 'same', { subject: `${index}` }),
          ),
        ),
      );
      expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
      expect(await bus().publish(sampleEvent(other, 'same'))).toEqual({
        duplicate: false,
      });
      await bus().publish(sampleEvent(uid, 'next'));
      const taken = Consumption.start(bus(), name, acknowledge);
      await taken.has(2);
      expect(taken.ids).toEqual(['same', 'next']);
      await taken.stop();
    });

    it('forgets an id after the window', async () => {
      const uid = freshEnvironment();
      const short = await openAnother({ duplicateWindowSeconds: 1 });
      const { name } = await makeConsumer(short, uid);
      await short.publish(sampleEvent(uid, 'same'));
      expect(await short.publish(sampleEvent(uid, 'same'))).toEqual({
        duplicate: true,
      });
      await sleep(1100);
      expect(await short.publish(sampleEvent(uid, 'same'))).toEqual({
        duplicate: false,
      });
      const taken = Consumption.start(short, name, acknowledge);
      await taken.has(2);
      await taken.stop();
    });

    it.each<[string, (event: BusEvent) => BusEvent]>([
      ['event.id', event => ({ ...event, id: '' })],
      ['event.id', event => ({ ...event, id: 'x'.repeat(5000) })],
      ['event.type', event => ({ ...event, type: 'nul\u0000' })],
      ['event.data', event => ({ ...event, data: Buffer.alloc(3_000_000) })],
      [
        'event',
        event => ({ ...event, extensions: { large: 'x'.repeat(100_000) } }),
      ],
    ])('refuses a bad %s, and it alone (%#)', async (field, spoil) => {
      const uid = freshEnvironment();
      const good = bus().publish(sampleEvent(uid, 'good'));
      await expect(
        bus().publish(spoil(sampleEvent(uid, 'bad'))),
      ).rejects.toMatchObject({
        name: 'ResourceInvalidError',
        message: expect.stringContaining(field),
      });
      expect(await good).toEqual({ duplicate: false });
    });

    it('shows every consumer the same order, whoever publishes', async () => {
      const uid = freshEnvironment();
      const second = await openAnother();
      const consumers = [
        await makeConsumer(bus(), uid),
        await makeConsumer(bus(), uid),
      ];
      const lane = (name: string) =>
        Array.from({ length: 50 }, (_, index) => `${name}-${index}`);
      await Promise.all([
        publishAll(bus(), uid, lane('a')),
        publishAll(bus(), uid, lane('b')),
        publishAll(second, uid, lane('c')),
      ]);
      const orders: string[][] = [];
      for (const { name } of consumers) {
        const taken = Consumption.start(second, name, acknowledge);
        await taken.has(150);
        orders.push(taken.ids);
        const offsets = taken.deliveries.map(({ offset }) => Number(offset));
        expect(offsets).toEqual([...offsets].sort((x, y) => x - y));
        await taken.stop();
      }
      expect(orders[1]).toEqual(orders[0]);
      for (const name of ['a', 'b', 'c']) {
        expect(orders[0]!.filter(id => id.startsWith(name))).toEqual(
          lane(name),
        );
      }
    }, 20_000);

    it('loses none that becomes visible against the order of positions', async () => {
      const { publishAndPause } = context.harness();
      if (!publishAndPause) {
        return;
      }
      const uid = freshEnvironment();
      const { name } = await makeConsumer(bus(), uid);
      const taken = Consumption.start(await openAnother(), name, acknowledge);
      const paused = await publishAndPause(sampleEvent(uid, 'first-position'));
      const overtaking = bus().publish(sampleEvent(uid, 'second-position'));
      // Whether it can overtake is the adapter's choice; give it the time to be published and consumed.
      await Promise.race([overtaking, sleep(300)]);
      await sleep(100);
      await paused.commit();
      await within('the second writer', overtaking);
      await taken.has(2);
      expect([...taken.ids].sort()).toEqual([
        'first-position',
        'second-position',
      ]);
      await taken.stop();
    });

    it('never stalls its caller while another process keeps writers out', async () => {
      const { keepWritersOut } = context.harness();
      if (!keepWritersOut) {
        return;
      }
      const uid = freshEnvironment();
      const attempt = async (number: number) => {
        await keepWritersOut(2000);
        const started = performance.now();
        return longestStall(async () => {
          const published = Array.from({ length: 50 }, (_, index) =>
            bus().publish(sampleEvent(uid, `${number}-${index}`)),
          );
          await Promise.race(published);
          // Otherwise nobody was kept out, and this test shows nothing.
          expect(performance.now() - started).toBeGreaterThan(1000);
          await Promise.all(published);
        });
      };
      // What a busy machine adds, it does not add three times in a row.
      const excess: number[] = [];
      do {
        const { here, elsewhere } = await attempt(excess.length);
        excess.push(here - elsewhere);
      } while (excess.at(-1)! > 50 && excess.length < 3);
      expect(Math.min(...excess)).toBeLessThanOrEqual(50);
    }, 30_000);
  });
}
