/**
 * Until when a portal is at telling consumers of a version (ms since the epoch): one that dies over it leaves the
 * version untold, and another portal goes on from then.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('document_versions', table => {
    table.bigInteger('telling_until').notNullable().defaultTo(0);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('document_versions', table => {
    table.dropColumn('telling_until');
  });
};
