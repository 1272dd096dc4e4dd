import { randomUUID } from 'node:crypto';
import type { SecurityKind } from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import type { ActivityEntry, RecordedActivity } from './ActivityLog';
import { addressOf, countOf, securityKindOf } from './securityFacts';

export const ACTIVITY_TABLE = 'activity';
/** Rows in one statement; SQLite bounds the number of bound values. */
export const ROWS_PER_STATEMENT = 50;

/** An entry on its way into the table. */
export interface NewActivityRow {
  /** Who enters the same twice enters it once. */
  report_id: string;
  at: string;
  action: string;
  outcome: ActivityEntry['outcome'];
  actor: string | null;
  environment: string | null;
  environment_uid: string | null;
  service_id: string | null;
  message: string | null;
  details: string | null;
  /** Of what admins watch for; null for everything else. */
  security_kind: SecurityKind | null;
  address: string | null;
  /** How many alike the entry stands for. */
  count: number;
}

export interface ActivityRow extends NewActivityRow {
  id: number | string;
}

const detailsSchema = z.record(z.string(), z.string());

function cut(text: string | undefined, length: number): string | null {
  return text === undefined ? null : text.slice(0, length);
}

export function toRow(entry: ActivityEntry): NewActivityRow {
  return {
    report_id: entry.reportId ?? randomUUID(),
    at: (entry.at ?? new Date()).toISOString(),
    action: entry.action,
    outcome: entry.outcome,
    actor: cut(entry.actor, 300),
    environment: cut(entry.environment?.name, 63),
    environment_uid: cut(entry.environment?.uid, 100),
    service_id: cut(entry.serviceId, 100),
    message: cut(entry.message, 1000),
    details: entry.details ? JSON.stringify(entry.details) : null,
    security_kind: securityKindOf(entry) ?? null,
    address: cut(addressOf(entry), 64),
    count: countOf(entry),
  };
}

export function fromRow(row: ActivityRow): RecordedActivity {
  return {
    id: String(row.id),
    at: new Date(row.at),
    action: row.action,
    outcome: row.outcome,
    ...(row.actor !== null && { actor: row.actor }),
    ...(row.environment !== null && {
      environment: {
        name: row.environment,
        ...(row.environment_uid !== null && { uid: row.environment_uid }),
      },
    }),
    ...(row.service_id !== null && { serviceId: row.service_id }),
    ...(row.message !== null && { message: row.message }),
    ...(row.details !== null && {
      details: detailsSchema.parse(JSON.parse(row.details)),
    }),
  };
}

/** Enters what is not there yet. */
export async function enterRows(
  knex: Knex,
  rows: readonly NewActivityRow[],
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    await knex<NewActivityRow>(ACTIVITY_TABLE)
      .insert(rows.slice(at, at + ROWS_PER_STATEMENT))
      .onConflict('report_id')
      .ignore();
  }
}
