import { readItems } from './readItems';

const list = {
  kind: 'List',
  metadata: { resourceVersion: '7', continue: '' },
  items: [
    { metadata: { name: 'a' }, spec: { text: 'Grüße, 東京 "\\" }],' } },
    { metadata: { name: 'b' }, spec: { items: [1, 2], metadata: {} } },
  ],
};

async function* chunks(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

const read = (value: unknown, size = 1000, keep = (item: unknown) => item) =>
  readItems(chunks(JSON.stringify(value), size), keep);

describe('readItems', () => {
  it.each([1, 2, 7, 1000])(
    'reads a list that comes in pieces of %d bytes',
    async size => {
      expect(await read(list, size)).toEqual({
        metadata: list.metadata,
        items: list.items,
      });
    },
  );

  it.each([{ items: null }, { items: [] }, {}])(
    'finds no items in %j',
    async more => {
      const { metadata } = list;
      expect(await read({ metadata, ...more })).toEqual({
        metadata,
        items: [],
      });
    },
  );

  it('leaves out what is not wanted', async () => {
    const { items } = await read(list, 1000, () => undefined);
    expect(items).toEqual([]);
  });

  it('hands over each item before it has read the next', async () => {
    const text = JSON.stringify(list);
    const seen: unknown[] = [];
    async function* slowly() {
      const middle = text.indexOf('{"metadata":{"name":"b"');
      yield Buffer.from(text.slice(0, middle));
      expect(seen).toEqual([list.items[0]]);
      yield Buffer.from(text.slice(middle));
    }
    await readItems(slowly(), item => seen.push(item));
    expect(seen).toEqual(list.items);
  });

  it('ends with what the reader throws', async () => {
    const refused = new TypeError('not this one');
    await expect(
      read(list, 1000, () => {
        throw refused;
      }),
    ).rejects.toBe(refused);
  });

  it.each(['{"metadata":{},"items":[{}', '', '<html>', '{"items":[{"a":1}}'])(
    'refuses %j',
    async text => {
      await expect(readItems(chunks(text, 5), i => i)).rejects.toMatchObject({
        name: 'SyntaxError',
      });
    },
  );
});
