import type { Component, Dialect } from '../engine/Operation.ts';
import { migrate } from '../engine/migrations.ts';

/**
 * Tables of the resource store.
 *
 * `resource_clock` is one row: `version` of the last change, and `oldest`, the version from which on the history
 * is complete. `resource_history` keeps, for each change, the object after it (for a deletion: its last state) and
 * before it, so that a watcher can tell what left its selection and a paged list can be read as of its first page.
 * `object` columns hold `StoredObject` as JSON text; `path` is `{namespace}/{name}`, whose bytes give the order of
 * lists (decision 0002, rule 8).
 */
function version1({ key, text }: Dialect): string[] {
  return [
    `CREATE TABLE resource_clock (
       id INTEGER PRIMARY KEY,
       version BIGINT NOT NULL,
       oldest BIGINT NOT NULL)`,
    'INSERT INTO resource_clock (id, version, oldest) VALUES (1, 0, 0)',
    `CREATE TABLE resources (
       kind ${text} NOT NULL,
       path ${text} NOT NULL,
       uid ${text} NOT NULL,
       version BIGINT NOT NULL,
       object TEXT NOT NULL,
       PRIMARY KEY (kind, path))`,
    'CREATE UNIQUE INDEX resources_uid ON resources (uid)',
    `CREATE TABLE resource_labels (
       kind ${text} NOT NULL,
       label ${text} NOT NULL,
       value ${text} NOT NULL,
       path ${text} NOT NULL,
       uid ${text} NOT NULL,
       PRIMARY KEY (kind, label, value, path))`,
    'CREATE INDEX resource_labels_uid ON resource_labels (uid)',
    `CREATE TABLE resource_owners (
       owner_uid ${text} NOT NULL,
       uid ${text} NOT NULL,
       owner_kind ${text} NOT NULL,
       owner_path ${text} NOT NULL,
       PRIMARY KEY (owner_uid, uid))`,
    'CREATE INDEX resource_owners_uid ON resource_owners (uid)',
    // Uids that own something and do not exist (any more): their dependents are still to be looked at.
    `CREATE TABLE resource_garbage (owner_uid ${text} PRIMARY KEY)`,
    `CREATE TABLE resource_history (
       version ${key} PRIMARY KEY,
       kind ${text} NOT NULL,
       path ${text} NOT NULL,
       uid ${text} NOT NULL,
       type TEXT NOT NULL,
       size BIGINT NOT NULL,
       previous_version BIGINT,
       previous_uid ${text},
       object TEXT NOT NULL,
       previous TEXT)`,
    'CREATE INDEX resource_history_kind ON resource_history (kind, version)',
    'CREATE INDEX resource_history_path ON resource_history (kind, path, version)',
  ];
}

/** Which encryption key the sealed payloads belong to. */
function version2({ text }: Dialect): string[] {
  return [`CREATE TABLE resource_keys (key_id ${text} PRIMARY KEY)`];
}

export const resourcesComponent: Component = {
  name: 'resources',
  migrate: {
    name: 'resources.migrate',
    mode: 'write',
    run: (_, dialect) => migrate('resources', [version1, version2], dialect),
  },
};
