import { formatConsumer, parseConsumer } from './consumer';

describe('parseConsumer', () => {
  it('reads namespace and name', () => {
    expect(parseConsumer(' orders/order-lambda ')).toEqual({
      namespace: 'orders',
      name: 'order-lambda',
    });
  });

  it.each(['', 'orders', 'orders/', '/x', 'a/b/c', 'Orders/x', 'a/-b'])(
    'refuses %p',
    text => {
      expect(parseConsumer(text)).toBeUndefined();
    },
  );

  it('reads back what formatConsumer writes', () => {
    const consumer = { namespace: 'a', name: 'b' };
    expect(parseConsumer(formatConsumer(consumer))).toEqual(consumer);
  });
});
