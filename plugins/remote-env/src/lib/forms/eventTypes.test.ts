import { formatEventType, parseEventTypes } from './eventTypes';

describe('parseEventTypes', () => {
  it('reads lines and commas, with and without version, each once', () => {
    expect(
      parseEventTypes('order.created:v1, order.created:v1\norder.deleted'),
    ).toEqual([
      { type: 'order.created', version: 'v1' },
      { type: 'order.deleted' },
    ]);
  });

  it('refuses an empty list, a missing type and one that is too long', () => {
    expect(parseEventTypes(' \n,')).toBeUndefined();
    expect(parseEventTypes(':v1')).toBeUndefined();
    expect(parseEventTypes('x'.repeat(254))).toBeUndefined();
    expect(parseEventTypes(`x:${'1'.repeat(21)}`)).toBeUndefined();
  });

  it('refuses more than a subscription may have', () => {
    const types = Array.from({ length: 101 }, (_, i) => `type${i}`);
    expect(parseEventTypes(types.join('\n'))).toBeUndefined();
    expect(parseEventTypes(types.slice(1).join('\n'))).toHaveLength(100);
  });

  it('formats as it is written', () => {
    expect(formatEventType({ type: 'a', version: 'v1' })).toBe('a:v1');
    expect(formatEventType({ type: 'a' })).toBe('a');
  });
});
