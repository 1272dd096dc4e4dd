import {
  documentFormatSchema,
  documentRoleSchema,
  type DocumentRole,
} from '@remote-env/plugin-remote-env-common';
import type { Knex } from 'knex';
import { z } from 'zod';
import {
  follows,
  type DocumentVersion,
  type LatestVersion,
  type SeenDocument,
  type Telling,
  type UntoldVersion,
  type VersionKey,
  type VersionLedger,
} from '../registry';

const TABLE = 'document_versions';
/** Each means that another portal has recorded a version in between. */
const MAX_ATTEMPTS = 20;
/** Names that one query may hold: SQLite takes 32,766. */
const NAMES = 500;

interface Row {
  service_uid: string;
  role: string;
  number: number;
  service_id: string;
  environment_uid: string;
  generation: number | string;
  sha256: string;
  format: string;
  content_type: string;
  size: number | string;
  at: string;
  origin: string | null;
  changed_by: string | null;
  told: boolean | number;
  telling_until: number | string;
}

const originSchema = z.enum(['system', 'person', 'kubernetes']);

/** The versions in the plugin's Backstage database, whose primary key decides between portals. */
export class DatabaseVersionLedger implements VersionLedger {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseVersionLedger {
    return new DatabaseVersionLedger(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async latest(serviceUids: readonly string[]): Promise<LatestVersion[]> {
    const found: LatestVersion[] = [];
    for (let at = 0; at < serviceUids.length; at += NAMES) {
      const newest = this.#knex<Row>(TABLE)
        .select('service_uid', 'role')
        .max({ number: 'number' })
        .whereIn('service_uid', serviceUids.slice(at, at + NAMES))
        .groupBy('service_uid', 'role')
        .as('newest');
      const rows: Row[] = await this.#knex({ v: TABLE })
        .select('v.*')
        .join(newest, join =>
          join
            .on('v.service_uid', 'newest.service_uid')
            .andOn('v.role', 'newest.role')
            .andOn('v.number', 'newest.number'),
        );
      found.push(...rows.map(toLatest));
    }
    return found;
  }

  async add(seen: SeenDocument): Promise<number | undefined> {
    const { service, role } = seen;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const row = await this.#knex<Row>(TABLE)
        .where({ service_uid: service.uid, role })
        .orderBy('number', 'desc')
        .first();
      const latest = row && toLatest(row);
      if (latest && !follows(latest, seen)) {
        return undefined;
      }
      const number = (latest?.number ?? 0) + 1;
      const added: unknown[] = await this.#knex<Row>(TABLE)
        .insert({
          service_uid: service.uid,
          role,
          number,
          service_id: service.id,
          environment_uid: service.environmentUid,
          generation: seen.generation,
          sha256: seen.sha256,
          format: seen.format,
          content_type: seen.contentType,
          size: seen.size,
          at: seen.at,
          origin: seen.changedBy?.kind ?? null,
          changed_by: seen.changedBy?.by ?? null,
          told: false,
          telling_until: 0,
        })
        .onConflict(['service_uid', 'role', 'number'])
        .ignore()
        .returning('number');
      if (added.length > 0) {
        return number;
      }
    }
    throw new Error('other portals record versions of it all the time');
  }

  async list(serviceUid: string): Promise<DocumentVersion[]> {
    const rows: Row[] = await this.#knex<Row>(TABLE)
      .where({ service_uid: serviceUid })
      .orderBy([{ column: 'role' }, { column: 'number', order: 'desc' }]);
    return rows.map(toVersion);
  }

  async prune(
    serviceUid: string,
    role: DocumentRole,
    keep: number,
  ): Promise<void> {
    const [newest] = (await this.latest([serviceUid])).filter(
      version => version.role === role,
    );
    if (newest) {
      await this.#knex<Row>(TABLE)
        .where({ service_uid: serviceUid, role })
        .where('number', '<=', newest.number - keep)
        .delete();
    }
  }

  async overfull(
    keep: number,
  ): Promise<{ serviceUid: string; role: DocumentRole }[]> {
    const rows: Pick<Row, 'service_uid' | 'role'>[] = await this.#knex<Row>(
      TABLE,
    )
      .select('service_uid', 'role')
      .groupBy('service_uid', 'role')
      .havingRaw('count(*) > ?', [keep]);
    return rows.map(row => ({
      serviceUid: row.service_uid,
      role: documentRoleSchema.parse(row.role),
    }));
  }

  async forget(serviceUid: string): Promise<string[]> {
    const of = { service_uid: serviceUid };
    const rows: Pick<Row, 'sha256'>[] = await this.#knex<Row>(TABLE)
      .distinct('sha256')
      .where(of);
    await this.#knex<Row>(TABLE).where(of).delete();
    return rows.map(({ sha256 }) => sha256);
  }

  async untold(serviceUids: readonly string[]): Promise<UntoldVersion[]> {
    const found: UntoldVersion[] = [];
    for (let at = 0; at < serviceUids.length; at += NAMES) {
      const uids = serviceUids.slice(at, at + NAMES);
      const rows: UntoldRow[] = await this.#knex({ v: TABLE })
        .select('v.*', {
          before_sha256: 'former.sha256',
          before_format: 'former.format',
        })
        .leftJoin({ former: TABLE }, join =>
          join
            .on('former.service_uid', 'v.service_uid')
            .andOn('former.role', 'v.role')
            .andOn('former.number', this.#knex.raw('v.number - 1')),
        )
        .where('v.told', false)
        .whereIn('v.service_uid', uids)
        .orderBy('v.number');
      found.push(...rows.map(toUntold));
    }
    return found;
  }

  async claimTelling(
    version: VersionKey,
    leaseMs: number,
    now = Date.now(),
  ): Promise<Telling> {
    const claimed = await this.#untold(version)
      .where('telling_until', '<=', now)
      .update({ telling_until: now + leaseMs });
    if (claimed > 0) {
      return { state: 'claimed' };
    }
    const row = await this.#untold(version).first('telling_until');
    return row
      ? { state: 'taken', until: Number(row.telling_until) }
      : { state: 'told' };
  }

  async told(version: VersionKey): Promise<void> {
    await this.#untold(version).update({ told: true });
  }

  async giveBackTelling(version: VersionKey): Promise<void> {
    await this.#untold(version).update({ telling_until: 0 });
  }

  async forgetComparisons(): Promise<void> {
    const named = (column: string) =>
      this.#knex(TABLE)
        .select(this.#knex.raw('1'))
        .whereRaw('?? = ??', [`${TABLE}.sha256`, column]);
    await this.#knex('document_comparisons')
      .whereNotExists(named('document_comparisons.before_sha256'))
      .orWhereNotExists(named('document_comparisons.after_sha256'))
      .delete();
  }

  async isKept(sha256: string): Promise<boolean> {
    const row = await this.#knex<Row>(TABLE).where({ sha256 }).first('number');
    return row !== undefined;
  }

  async kept(): Promise<Set<string>> {
    const rows: Pick<Row, 'sha256'>[] = await this.#knex<Row>(TABLE).distinct(
      'sha256',
    );
    return new Set(rows.map(({ sha256 }) => sha256));
  }

  async services(): Promise<{ uid: string; id: string }[]> {
    return this.#knex<Row>(TABLE).distinct({
      uid: 'service_uid',
      id: 'service_id',
    });
  }

  #untold({ serviceUid, role, number }: VersionKey) {
    return this.#knex<Row>(TABLE).where({
      service_uid: serviceUid,
      role,
      number,
      told: false,
    });
  }
}

function toLatest(row: Row): LatestVersion {
  return {
    serviceUid: row.service_uid,
    role: documentRoleSchema.parse(row.role),
    number: row.number,
    sha256: row.sha256,
    generation: Number(row.generation),
  };
}

interface UntoldRow extends Row {
  before_sha256: string | null;
  before_format: string | null;
}

function toUntold(row: UntoldRow): UntoldVersion {
  const { role, number, sha256, format } = toVersion(row);
  return {
    serviceUid: row.service_uid,
    serviceId: row.service_id,
    role,
    number,
    after: { sha256, format },
    ...(row.before_sha256 !== null && {
      before: {
        sha256: row.before_sha256,
        format: documentFormatSchema.parse(row.before_format),
      },
    }),
  };
}

function toVersion(row: Row): DocumentVersion {
  const kind = originSchema.safeParse(row.origin).data;
  return {
    role: documentRoleSchema.parse(row.role),
    number: row.number,
    sha256: row.sha256,
    format: documentFormatSchema.parse(row.format),
    contentType: row.content_type,
    size: Number(row.size),
    at: row.at,
    ...(kind && {
      changedBy: { kind, ...(row.changed_by && { by: row.changed_by }) },
    }),
  };
}
