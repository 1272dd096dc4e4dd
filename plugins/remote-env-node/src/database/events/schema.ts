import type { Component, Dialect } from '../engine/Operation.ts';
import { migrate } from '../engine/migrations.ts';

/**
 * Tables of the event bus. Times are milliseconds since 1970 by the engine's clock.
 *
 * `event_clock` is one row: `seq` of the last event, `ticket`, from which leases and dead letters take numbers, and
 * `looked_at`, the engine's time when it was last looked at, by which a clock that was set back is noticed.
 * `events` is the log. `event_ids` remembers ids for the duplicate window. A consumer has looked at everything up to
 * its `position`; what it found and has not settled is in `event_deliveries`: in flight (`lease` above 0, until
 * `due`) or waiting for its next try (`lease` 0, from `due` on).
 */
function version1({ bytes, key, text }: Dialect): string[] {
  return [
    `CREATE TABLE event_clock (
       id INTEGER PRIMARY KEY,
       seq BIGINT NOT NULL,
       ticket BIGINT NOT NULL)`,
    'INSERT INTO event_clock (id, seq, ticket) VALUES (1, 0, 0)',
    `CREATE TABLE events (
       seq ${key} PRIMARY KEY,
       environment_uid ${text} NOT NULL,
       type ${text} NOT NULL,
       type_version ${text},
       published BIGINT NOT NULL,
       envelope TEXT NOT NULL,
       data ${bytes})`,
    // Covers the search for matching events, which then reads no payloads.
    'CREATE INDEX events_environment ON events (environment_uid, seq, type, type_version)',
    `CREATE TABLE event_ids (
       environment_uid ${text} NOT NULL,
       id ${text} NOT NULL,
       published BIGINT NOT NULL,
       PRIMARY KEY (environment_uid, id))`,
    'CREATE INDEX event_ids_published ON event_ids (published)',
    `CREATE TABLE event_consumers (
       name ${text} PRIMARY KEY,
       environment_uid ${text} NOT NULL,
       position BIGINT NOT NULL,
       config TEXT NOT NULL)`,
    'CREATE INDEX event_consumers_environment ON event_consumers (environment_uid)',
    `CREATE TABLE event_deliveries (
       consumer ${text} NOT NULL,
       seq BIGINT NOT NULL,
       attempt INTEGER NOT NULL,
       due BIGINT NOT NULL,
       lease BIGINT NOT NULL,
       PRIMARY KEY (consumer, seq))`,
    'CREATE INDEX event_deliveries_due ON event_deliveries (consumer, due)',
    'CREATE INDEX event_deliveries_seq ON event_deliveries (seq)',
    `CREATE TABLE event_dead_letters (
       id ${key} PRIMARY KEY,
       consumer ${text} NOT NULL,
       seq BIGINT NOT NULL,
       attempts INTEGER NOT NULL,
       reason TEXT NOT NULL,
       at BIGINT NOT NULL)`,
    'CREATE INDEX event_dead_letters_consumer ON event_dead_letters (consumer, id)',
    'CREATE INDEX event_dead_letters_seq ON event_dead_letters (seq)',
  ];
}

function version2(): string[] {
  return [
    'ALTER TABLE event_clock ADD COLUMN looked_at BIGINT NOT NULL DEFAULT 0',
  ];
}

export const eventsComponent: Component = {
  name: 'events',
  migrate: {
    name: 'events.migrate',
    mode: 'write',
    run: (_, dialect) => migrate('events', [version1, version2], dialect),
  },
};
