import { revocationCodeSchema } from '@remote-env/plugin-remote-env-common';
import type { RevokedSerial } from '@remote-env/plugin-remote-env-node/x509';
import type { Knex } from 'knex';
import { issuerColumn } from './projections';

/** Certificates of one authority that have not expired. */
export interface IssuedCount {
  /** Valid, or about to be. */
  good: number;
  revoked: number;
}

interface RevokedRow {
  serial_number: string;
  revoked_at: string;
  revocation_code: string | null;
}

const TABLE = 'index_certificates';

/**
 * What the index says of the certificates of one authority, by the authority's distinguished name. Whatever is asked
 * costs as much as the answer is long, not as many records as there are.
 */
export class IssuedCertificates {
  readonly #knex: Knex;

  static create(knex: Knex) {
    return new IssuedCertificates(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param issuer - as `certificateFacts` writes it */
  async count(issuer: string, now: Date): Promise<IssuedCount> {
    const ofIssuer = () => this.#unexpired(issuer, now).count({ total: '*' });
    const [good, revoked] = await Promise.all([
      ofIssuer().whereNull('revoked_at').first(),
      // As a range it is found by the index; `IS NOT NULL` need not be.
      ofIssuer().where('revoked_at', '>', '').first(),
    ]);
    return {
      good: Number(good?.total ?? 0),
      revoked: Number(revoked?.total ?? 0),
    };
  }

  /** Those that were revoked and have not expired, in the order of that. */
  async revoked(issuer: string, now: Date): Promise<RevokedSerial[]> {
    const rows: RevokedRow[] = await this.#unexpired(issuer, now)
      .where('revoked_at', '>', '')
      .orderBy(['revoked_at', 'serial_number'])
      .select('serial_number', 'revoked_at', 'revocation_code');
    return rows.flatMap(row => {
      const code = revocationCodeSchema.safeParse(row.revocation_code).data;
      // A record that somebody wrote by hand may have any serial number; none of ours has this one.
      return /^[0-9A-F]+$/i.test(row.serial_number)
        ? [
            {
              serialNumber: row.serial_number,
              revokedAt: new Date(row.revoked_at),
              ...(code && { code }),
            },
          ]
        : [];
    });
  }

  #unexpired(issuer: string, now: Date) {
    return this.#knex(TABLE)
      .where({ issuer: issuerColumn(issuer) })
      .where('not_after', '>', now.toISOString());
  }
}
