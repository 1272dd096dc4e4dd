import { sampleEvent } from '../testing/eventBus/samples';
import { fromMessage, toMessage } from './eventMessages';

describe('events as messages', () => {
  it('are CloudEvents in binary mode for others, and the same again for us', () => {
    const event = sampleEvent('uid-1', 'id "1"', {
      typeVersion: 'v1',
      subject: ' grün\r\nX-Injected: 1',
      dataContentType: 'application/json; charset=utf-8',
      extensions: { traceparent: '00-1', id: 'mine', empty: '' },
      data: Buffer.from('{}'),
    });
    const message = toMessage(event);
    expect(Object.fromEntries(message.headers)).toMatchObject({
      'ce-specversion': ['1.0'],
      'ce-id': ['id%20%221%22'],
      'ce-source': ['shop'],
      'ce-type': ['order.created'],
      'ce-eventtypeversion': ['v1'],
      'ce-subject': ['%20gr%C3%BCn%0D%0AX-Injected:%201'],
      'ce-traceparent': ['00-1'],
      'content-type': ['application/json; charset=utf-8'],
    });
    expect(fromMessage(message)).toEqual(event);
  });

  it('keeps apart no payload and an empty one, and odd content types', () => {
    for (const event of [
      sampleEvent('uid-1', 'none', { dataContentType: ' odd\u0000' }),
      sampleEvent('uid-1', 'empty', { data: Buffer.alloc(0) }),
    ]) {
      expect(fromMessage(toMessage(event))).toEqual(event);
    }
  });

  it('refuses an extension that cannot be a header', () => {
    const event = sampleEvent('uid-1', '1', { extensions: { 'a:b': 'x' } });
    expect(() => toMessage(event)).toThrow(
      expect.objectContaining({
        name: 'ResourceInvalidError',
        message: expect.stringContaining('event.extensions: "a:b"'),
      }),
    );
  });
});
