import {
  consumerSubjects,
  eventSubject,
  natsLayout,
  subjectToken,
} from './layout';

const layout = natsLayout({ stream: 'EVENTS', subjectPrefix: 'acme' });

const consumer = (types: { type: string; version?: string }[]) => ({
  ...{ name: 'c1', environmentUid: 'uid-1', types },
  ...{ ackWaitMs: 1, maxInFlight: 1, maxDeliveries: 1 },
});

describe('subjects', () => {
  it.each([
    ['order.created', 'v1', 'acme.events.uid-1.v1.order.created'],
    ['order.created', undefined, 'acme.events.uid-1.-.order.created'],
    ['order.created', '-', 'acme.events.uid-1.%2D.order.created'],
    ['order.created', '1.0', 'acme.events.uid-1.1%2E0.order.created'],
    ['order created*', 'v1', 'acme.events.uid-1.v1.order%20created%2A'],
    ['order..>', 'v1', 'acme.events.uid-1.v1.order%2E%2E%3E'],
    ['größe', 'v1', 'acme.events.uid-1.v1.gr%C3%B6%C3%9Fe'],
    ['%2E', 'v1', 'acme.events.uid-1.v1.%252E'],
  ])('puts %j %j under %j', (type, typeVersion, subject) => {
    const event = { environmentUid: 'uid-1', type, typeVersion };
    expect(eventSubject(layout, event)).toBe(subject);
  });

  it('tells long texts by their digest, and apart', () => {
    const [a, b] = ['a', 'b'].map(end =>
      subjectToken(`${'x'.repeat(500)}${end}`),
    );
    expect(a).toMatch(/^sha256%[0-9a-f]{64}$/);
    expect(a).not.toBe(b);
    const type = Array.from({ length: 500 }, () => 'x').join('.');
    const event = { environmentUid: 'u'.repeat(1024), type };
    expect(eventSubject(layout, event).length).toBeLessThan(600);
  });

  it('selects what a consumer wants without overlaps', () => {
    expect(
      consumerSubjects(
        layout,
        consumer([
          { type: 'any' },
          { type: 'any', version: 'v1' },
          { type: 'any' },
          { type: 'other.thing', version: 'v2' },
        ]),
      ),
    ).toEqual([
      'acme.events.uid-1.*.any',
      'acme.events.uid-1.v2.other.thing',
      'acme.again.c1',
    ]);
    expect(consumerSubjects(layout, consumer([]))).toEqual(['acme.again.c1']);
  });
});
