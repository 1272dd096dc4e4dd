/**
 * When a system called last, so that environments can be sorted by it. Rows of before are written anew, since their
 * layout is another one.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_environments', table => {
    table.string('seen_at', 30).notNullable().defaultTo('');
    table.index(['seen_at', 'object_name'], 'index_environments_seen_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_environments', table => {
    table.dropIndex([], 'index_environments_seen_idx');
    table.dropColumn('seen_at');
  });
};
