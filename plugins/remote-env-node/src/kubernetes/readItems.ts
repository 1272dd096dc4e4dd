import { JSONParser } from '@streamparser/json';

/**
 * Reads a list of the API server while it comes.
 *
 * @param read - for each item; undefined leaves it out
 * @returns `metadata` of the list, and the items; none where the server writes them as null
 * @throws SyntaxError when it is no JSON, or ends too early
 */
export async function readItems<T>(
  body: AsyncIterable<Uint8Array> | null | undefined,
  read: (item: unknown) => T | undefined,
): Promise<{ metadata: unknown; items: T[] }> {
  const items: T[] = [];
  let metadata: unknown;
  let failure: { error: unknown } | undefined;
  const parser = new JSONParser({
    paths: ['$.metadata', '$.items.*'],
    keepStack: false,
  });
  // What is thrown here would count as bad JSON.
  parser.onValue = ({ key, value }) => {
    if (key === 'metadata') {
      metadata = value;
    } else if (!failure) {
      try {
        const item = read(value);
        if (item !== undefined) {
          items.push(item);
        }
      } catch (error) {
        failure = { error };
      }
    }
  };
  parser.onError = cause => {
    failure ??= { error: new SyntaxError('This is no JSON', { cause }) };
  };
  for await (const chunk of body ?? []) {
    parser.write(chunk);
    if (failure) {
      throw failure.error;
    }
  }
  if (!parser.isEnded) {
    throw new SyntaxError('The list ends too early');
  }
  return { metadata, items };
}
