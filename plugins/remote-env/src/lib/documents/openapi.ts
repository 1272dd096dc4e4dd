import { copyWith, isObject, type JsonObject } from './json';

export interface OpenApiView {
  document: JsonObject;
  /** References to other documents, which are shown as text and never fetched. */
  externalReferences: string[];
}

/**
 * A registered OpenAPI or Swagger document as the page shows it: every server is replaced by our invoke route,
 * and what points outside the document is cut, so that rendering it fetches nothing.
 *
 * @param invokeUrl - absolute URL to which the document's paths are appended
 */
export function openApiView(
  document: JsonObject,
  invokeUrl: string,
): OpenApiView {
  const externalReferences = new Set<string>();
  const copy = copyWith(document, (node, key) => {
    const reference = node.$ref;
    if (
      typeof reference === 'string' &&
      !reference.startsWith('#') &&
      key !== 'properties'
    ) {
      externalReferences.add(reference);
      return { description: `Not loaded: ${reference}` };
    }
    return node;
  });
  if (!isObject(copy)) {
    throw new Error('The document is not an object');
  }
  return {
    document: pointTo(copy, invokeUrl),
    externalReferences: [...externalReferences],
  };
}

function pointTo(document: JsonObject, invokeUrl: string): JsonObject {
  if (document.swagger !== undefined) {
    const url = new URL(invokeUrl);
    return {
      ...document,
      host: url.host,
      basePath: url.pathname.replace(/\/$/, ''),
      schemes: [url.protocol.replace(':', '')],
      paths: withoutKeys(document.paths, ['schemes']),
    };
  }
  return {
    ...document,
    servers: [{ url: invokeUrl.replace(/\/$/, '') }],
    paths: withoutKeys(document.paths, ['servers']),
  };
}

/** Path items and operations may name servers of their own. */
function withoutKeys(paths: unknown, keys: string[]): unknown {
  if (!isObject(paths)) {
    return paths;
  }
  const strip = (node: unknown) =>
    isObject(node)
      ? Object.fromEntries(
          Object.entries(node).filter(([key]) => !keys.includes(key)),
        )
      : node;
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      isObject(item)
        ? Object.fromEntries(
            Object.entries(item)
              .filter(([key]) => !keys.includes(key))
              .map(([key, operation]) => [key, strip(operation)]),
          )
        : item,
    ]),
  );
}
