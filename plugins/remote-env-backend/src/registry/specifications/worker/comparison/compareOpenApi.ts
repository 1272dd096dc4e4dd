import type { DocumentComparison } from '@remote-env/plugin-remote-env-common';
import {
  openApiOutline,
  type FoundOperation,
} from '../outline/openApiOutline.ts';
import { isRecord } from '../outline/words.ts';
import { Changes, same } from './Changes.ts';
import { compareNamed } from './compareNamed.ts';
import { compareOperation } from './compareOperation.ts';
import { add, type Documents, type Json } from './documentPair.ts';
import { pathKey } from './operationModel.ts';
import { SchemaComparison } from './SchemaComparison.ts';

/** What differs between two documents of OpenAPI 2 or 3 for those who call what they describe. */
export function compareOpenApi(before: Json, after: Json): DocumentComparison {
  const changes = new Changes();
  const schemas = SchemaComparison.create({ before, after, changes });
  const documents: Documents = { before, after, changes, schemas };
  compareWhole(documents);

  compareNamed(operationsOf(before), operationsOf(after), {
    gone: (_, { entry: { kind, anchor } }) =>
      add(documents, 'breaking', 'operation.removed', { kind, name: anchor }),
    kept: (_, old, now) => compareOperation(documents, old, now),
    came: (_, { entry: { kind, anchor } }) =>
      add(documents, 'compatible', 'operation.added', { kind, name: anchor }),
  });
  return changes.result(change => schemas.usersOf(change));
}

function operationsOf(document: Json): Map<string, FoundOperation> {
  const { operations } = openApiOutline(document);
  return new Map(
    operations.map(found => [
      `${found.place} ${found.method} ${pathKey(found.entry.name)}`,
      found,
    ]),
  );
}

function compareWhole(documents: Documents): void {
  const { before, after } = documents;
  const [was, is] = [serversOf(before), serversOf(after)];
  if (!same(was, is)) {
    add(documents, 'risky', 'servers.changed', DOCUMENT, [was, is]);
  }
  const [old, now] = [infoOf(before), infoOf(after)];
  if (!same(old.version, now.version)) {
    const versions = [old.version, now.version];
    add(documents, 'compatible', 'version.changed', DOCUMENT, versions);
  }
  if (!same(old.title, now.title) || !same(old.description, now.description)) {
    add(documents, 'compatible', 'text.changed', DOCUMENT);
  }
}

const DOCUMENT = { kind: 'document', name: '' } as const;

function infoOf({ info }: Json): Json {
  return isRecord(info) ? info : {};
}

/** Where requests go, as far as the document says so: calls through the portal go to the service's target. */
function serversOf({ servers, host, basePath, schemes }: Json): unknown[] {
  if (Array.isArray(servers)) {
    return servers.map(server => (isRecord(server) ? server.url : server));
  }
  const path = typeof basePath === 'string' ? basePath : '';
  if (typeof host !== 'string') {
    return path ? [path] : [];
  }
  const given: unknown[] = Array.isArray(schemes) ? schemes : ['https'];
  return given.map(scheme => `${String(scheme)}://${host}${path}`);
}
