import {
  PORTAL_DATABASES,
  usePortalDatabases,
} from '../__testUtils__/portalDatabases';
import { IssuedCertificates } from './IssuedCertificates';

const NOW = new Date('2026-06-01T00:00:00Z');
const ISSUER = 'O=Acme,CN=One';

describe.each(PORTAL_DATABASES)('IssuedCertificates on %s', kind => {
  const databases = usePortalDatabases(kind);

  async function opened(rows: object[]) {
    const knex = await (await databases.create()).open();
    await knex.batchInsert(
      'index_certificates',
      rows.map((row, number) => ({
        object_name: `cert-${number}`,
        uid: `uid-${number}`,
        created_at: '2026-01-01T00:00:00Z',
        version: '2/1',
        document: '{}',
        environment: 'shop',
        environment_uid: 'u',
        not_before: '2026-01-01T00:00:00.000Z',
        not_after: '2026-09-01T00:00:00.000Z',
        issuer: ISSUER,
        serial_number: `A${number}`,
        ...row,
      })),
      50,
    );
    return { knex, issued: IssuedCertificates.create(knex) };
  }

  it('counts and lists those of one issuer that have not expired', async () => {
    const expired = { not_after: '2026-05-31T23:59:59.000Z' };
    const { issued } = await opened([
      {},
      {},
      expired,
      { issuer: 'O=Acme,CN=Two' },
      { revoked_at: '2026-03-02T00:00:00.000Z' },
      {
        revoked_at: '2026-03-01T00:00:00.000Z',
        revocation_code: 'keyCompromise',
      },
      { revoked_at: '2026-03-03T00:00:00.000Z', revocation_code: 'odd' },
      { revoked_at: '2026-03-03T00:00:00.000Z', serial_number: 'no number' },
      { revoked_at: '2026-03-01T00:00:00.000Z', ...expired },
    ]);
    expect(await issued.count(ISSUER, NOW)).toEqual({ good: 2, revoked: 4 });
    expect(await issued.count('O=Acme,CN=Two', NOW)).toEqual({
      good: 1,
      revoked: 0,
    });
    expect(await issued.count('O=Acme', NOW)).toEqual({ good: 0, revoked: 0 });
    expect(await issued.revoked(ISSUER, NOW)).toEqual([
      {
        serialNumber: 'A5',
        revokedAt: new Date('2026-03-01T00:00:00Z'),
        code: 'keyCompromise',
      },
      { serialNumber: 'A4', revokedAt: new Date('2026-03-02T00:00:00Z') },
      { serialNumber: 'A6', revokedAt: new Date('2026-03-03T00:00:00Z') },
    ]);
  });

  it('finds a handful among many by the index', async () => {
    const { knex, issued } = await opened(
      Array.from({ length: 10_000 }, (_, number) => ({
        issuer: `CN=${number % 2}`,
        revoked_at: number < 10 ? '2026-03-01T00:00:00.000Z' : null,
      })),
    );
    await knex.raw('ANALYZE');
    const queries: { sql: string; bindings: string[] }[] = [];
    knex.on('query', query => queries.push(query));
    expect(await issued.revoked('CN=0', NOW)).toHaveLength(5);
    expect(await issued.count('CN=0', NOW)).toEqual({
      good: 4_995,
      revoked: 5,
    });
    const [list] = queries;
    const explain = kind === 'PostgreSQL' ? 'EXPLAIN' : 'EXPLAIN QUERY PLAN';
    const plan = await knex.raw(
      `${explain} ${list?.sql.replace(/\$\d+/g, '?')}`,
      list?.bindings ?? [],
    );
    expect(JSON.stringify(plan.rows ?? plan)).toContain(
      'index_certificates_issuer_idx',
    );
  }, 60_000);
});
