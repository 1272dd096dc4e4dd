import type {
  OutlineEntry,
  ReadyOutline,
} from '@remote-env/plugin-remote-env-common';
import { resolved } from '../references.ts';
import { Refusal } from '../refusal.ts';
import { isRecord, recordsIn, summaryOf, words } from './words.ts';

/** Fields of a path item that hold operations (OpenAPI 3.2 section 4.9.1). */
const METHODS = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
  'query',
];

/** GitHub's and Kubernetes' documents have about 1,100. */
export const MAX_ENTRIES = 20_000;

/** An operation with what is needed to cut it out of its document. */
export interface FoundOperation {
  entry: OutlineEntry;
  /** `paths`, or `webhooks`. */
  place: 'paths' | 'webhooks';
  /** Field of the path item. */
  method: string;
  pathItem: Record<string, unknown>;
  operation: Record<string, unknown>;
}

/** @throws Refusal for more operations than anybody can look at */
export function openApiOutline(document: Record<string, unknown>): {
  outline: ReadyOutline;
  operations: FoundOperation[];
} {
  const operations = [
    ...operationsIn(document, 'paths'),
    ...operationsIn(document, 'webhooks'),
  ];
  if (operations.length > MAX_ENTRIES) {
    throw new Refusal({
      reason: `has more than ${MAX_ENTRIES} operations`,
    });
  }
  const info = isRecord(document.info) ? document.info : {};
  return {
    outline: {
      state: 'ready',
      title: words(info.title, 'name'),
      version: words(info.version, 'name'),
      description: words(info.description, 'description'),
      tags: tagsOf(document, operations),
      entries: operations.map(({ entry }) => entry),
    },
    operations,
  };
}

function operationsIn(
  document: Record<string, unknown>,
  place: FoundOperation['place'],
): FoundOperation[] {
  return recordsIn(document[place]).flatMap(([name, given]) => {
    const pathItem = resolved(document, given);
    if (!isRecord(pathItem)) {
      return [];
    }
    return METHODS.flatMap(method => {
      const operation = pathItem[method];
      return isRecord(operation)
        ? [
            {
              entry: entryOf(place, name, method, operation),
              place,
              method,
              pathItem,
              operation,
            },
          ]
        : [];
    });
  });
}

function entryOf(
  place: FoundOperation['place'],
  name: string,
  method: string,
  operation: Record<string, unknown>,
): OutlineEntry {
  const verb = method.toUpperCase();
  const tags = Array.isArray(operation.tags)
    ? operation.tags.flatMap(tag => words(tag, 'name') ?? [])
    : [];
  return {
    anchor: place === 'paths' ? `${verb} ${name}` : `webhook ${verb} ${name}`,
    kind: place === 'paths' ? 'operation' : 'webhook',
    name,
    method: verb,
    operationId: words(operation.operationId, 'name'),
    summary: summaryOf({ ...operation, title: undefined }),
    ...(operation.deprecated === true && { deprecated: true }),
    ...(tags.length > 0 && { tags: [...new Set(tags)] }),
  };
}

function tagsOf(
  document: Record<string, unknown>,
  operations: readonly FoundOperation[],
): ReadyOutline['tags'] {
  const tags = new Map<string, string | undefined>();
  for (const tag of Array.isArray(document.tags) ? document.tags : []) {
    const name = isRecord(tag) ? words(tag.name, 'name') : undefined;
    if (name !== undefined) {
      tags.set(name, words(tag.description, 'description'));
    }
  }
  for (const { entry } of operations) {
    for (const name of entry.tags ?? []) {
      tags.set(name, tags.get(name));
    }
  }
  return [...tags].map(([name, description]) => ({
    name,
    ...(description !== undefined && { description }),
  }));
}
