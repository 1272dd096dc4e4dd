import { brokenReferences } from './references';

const to = (reference: string) => ({ $ref: reference });

describe('brokenReferences', () => {
  it.each([
    ['a schema', '#/schemas/order'],
    ['the whole document', '#'],
    ['an item of a list', '#/tags/0'],
    ['a name that is escaped', '#/paths/~1orders~1%7Bcode%7D'],
    ['what is below a reference', '#/schemas/alias/properties/code'],
    ['what is below another document', '#/schemas/foreign/properties/code'],
  ])('lets %s be referred to', (_, reference) => {
    expect(
      brokenReferences({
        tags: ['a'],
        paths: { '/orders/{code}': {} },
        schemas: {
          order: { properties: { code: {}, parent: to('#/schemas/order') } },
          alias: to('#/schemas/order'),
          foreign: to('other.json#/order'),
          user: to(reference),
        },
      }),
    ).toEqual([]);
  });

  it.each([
    ['what is not there', '#/schemas/nothing'],
    ['what an object inherits', '#/schemas/toString'],
    ['below a text', '#/title/length'],
    ['broken escapes', '#/schemas/%E0%A4%A'],
    ['itself', '#/schemas/user'],
    ['a circle of references', '#/schemas/circle'],
  ])('tells of a reference to %s, and where it is', (_, reference) => {
    const found = brokenReferences({
      title: 'a',
      schemas: {
        user: to(reference),
        ...(reference.endsWith('circle') && {
          circle: to('#/schemas/back'),
          back: to('#/schemas/circle'),
        }),
      },
    });
    expect(found).toContainEqual({ reference, pointer: '/schemas/user' });
  });

  it('leaves other references, and what only looks like one', () => {
    expect(
      brokenReferences({
        a: to('https://example.com/a.json'),
        b: to('#anchor'),
        c: { properties: { $ref: { type: 'string' } } },
        d: { $ref: 5 },
      }),
    ).toEqual([]);
  });
});
