/**
 * By which authority a certificate was issued, until when it is valid, and whether it was revoked: so that the
 * certificates of one authority are counted, and its list of revoked ones written, without reading them all. Rows of
 * before are written anew with the next start.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_certificates', table => {
    table.string('issuer', 500).notNullable().defaultTo('');
    table.string('serial_number', 100).notNullable().defaultTo('');
    table.string('not_after', 30).notNullable().defaultTo('');
    table.string('revoked_at', 30).nullable();
    table.string('revocation_code', 30).nullable();
    table.index(
      ['issuer', 'revoked_at', 'not_after'],
      'index_certificates_issuer_idx',
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_certificates', table => {
    table.dropIndex(
      ['issuer', 'revoked_at', 'not_after'],
      'index_certificates_issuer_idx',
    );
    for (const column of [
      'issuer',
      'serial_number',
      'not_after',
      'revoked_at',
      'revocation_code',
    ]) {
      table.dropColumn(column);
    }
  });
};
