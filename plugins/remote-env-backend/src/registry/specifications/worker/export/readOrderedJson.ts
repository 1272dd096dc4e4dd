/**
 * JSON as `JSON.parse` gives it, but for what that changes: objects are maps, since an object puts keys such as `404` before all
 * others, and whole numbers that a double cannot hold are kept. Goes on without recursion, however deep the text nests.
 *
 * @param text - well-formed JSON
 */
export function readOrderedJson(text: string): unknown {
  const open: (Map<string, unknown> | unknown[])[] = [];
  let key: string | undefined;
  let root: unknown;

  const add = (value: unknown) => {
    const into = open.at(-1);
    if (into === undefined) {
      root = value;
    } else if (Array.isArray(into)) {
      into.push(value);
    } else {
      into.set(key ?? '', value);
      key = undefined;
    }
  };

  for (const [token] of text.matchAll(TOKENS)) {
    switch (token) {
      case '{':
      case '[': {
        const container = token === '{' ? new Map<string, unknown>() : [];
        add(container);
        open.push(container);
        break;
      }
      case '}':
      case ']':
        open.pop();
        break;
      default: {
        const value = scalar(token);
        const isKey = key === undefined && open.at(-1) instanceof Map;
        if (isKey && typeof value === 'string') {
          key = value;
        } else {
          add(value);
        }
      }
    }
  }
  return root;
}

const TOKENS = /[{}[\]]|"(?:[^"\\]+|\\.)*"|[^\s{}[\]:,"]+/g;

function scalar(token: string): unknown {
  const value: unknown = JSON.parse(token);
  return typeof value === 'number' &&
    !Number.isSafeInteger(value) &&
    /^-?\d+$/.test(token)
    ? BigInt(token)
    : value;
}
