import { gunzipSync } from 'node:zlib';
import { exportDocument } from './exportDocument';

const made = (text: string, as: 'json' | 'yaml') =>
  gunzipSync(exportDocument({ text, as })).toString();

describe('exportDocument', () => {
  const json = `{"openapi":"3.1.0","info":{"title":"Größe\\u0021","version":"1.0"},"paths":{"/b":{"get":{"responses":{"default":{"$ref":"#/x"},"404":{},"200":{"description":"a\\nb"}}}},"/a":{}},"x":{"maximum":9223372036854775807,"none":[],"is":[true,null,-1.5e3],"":""}}`;
  const inLines = `{
  "openapi": "3.1.0",
  "info": {
    "title": "Größe!",
    "version": "1.0"
  },
  "paths": {
    "/b": {
      "get": {
        "responses": {
          "default": {
            "$ref": "#/x"
          },
          "404": {},
          "200": {
            "description": "a\\nb"
          }
        }
      }
    },
    "/a": {}
  },
  "x": {
    "maximum": 9223372036854775807,
    "none": [],
    "is": [
      true,
      null,
      -1500
    ],
    "": ""
  }
}
`;

  it('keeps the order of keys, references and large numbers', () => {
    expect(made(json, 'json')).toBe(inLines);
  });

  it('goes to YAML and back', () => {
    const yaml = made(json, 'yaml');
    expect(yaml).toContain(`      responses:
        default:
          $ref: "#/x"
        "404": {}
        "200":
          description: |-
            a
            b
`);
    expect(yaml).toContain('version: "1.0"');
    expect(made(yaml, 'json')).toBe(inLines);
    expect(made(yaml, 'yaml')).toBe(yaml);
  });

  it('writes what YAML alone has as its values', () => {
    const yaml = `# said once
base: &base {b: 1, a: no}
first: *base
second: {<<: *base, c: 12345678901234567890}
200: 0x10
none: .nan
answer: "no"
`;
    expect(JSON.parse(made(yaml, 'json'))).toEqual({
      base: { b: 1, a: 'no' },
      first: { b: 1, a: 'no' },
      second: { b: 1, a: 'no', c: 12345678901234567890 },
      200: 16,
      none: null,
      answer: 'no',
    });
    expect(made(yaml, 'json')).toContain('12345678901234567890');
    expect(made(yaml, 'yaml')).toContain('answer: "no"');
    expect(made(yaml, 'yaml')).not.toMatch(/[&*]base/);
  });

  it('reads nothing into names that JavaScript has', () => {
    expect(made('{"__proto__":{"constructor":1}}', 'json')).toBe(
      '{\n  "__proto__": {\n    "constructor": 1\n  }\n}\n',
    );
  });

  it('refuses aliases that multiply, and circles', () => {
    const bomb = Array.from(
      { length: 9 },
      (_, i) => `l${i}: &l${i} [${`*l${i - 1},`.repeat(9)}]`,
    );
    expect(() => made(['l-1: &l-1 [x]', ...bomb].join('\n'), 'json')).toThrow(
      /alias/,
    );
    expect(() => made('a: &a [*a]', 'yaml')).toThrow();
  });
});
