import { jsonPath } from './jsonPath';

describe('jsonPath', () => {
  it.each([
    [[], '$'],
    [['info', 'title'], '$.info.title'],
    [
      ['paths', '/orders/{code}', 'get', 'tags', '0'],
      "$.paths['/orders/{code}'].get.tags[0]",
    ],
    [['x-own', "it's", 'a\\b'], "$['x-own']['it\\'s']['a\\\\b']"],
  ])('writes %j as %s', (path, text) => {
    expect(jsonPath(path)).toBe(text);
  });
});
