/**
 * Whether a service answers those who call it; null while nobody has. Rows of before are written anew with the next
 * start.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_services', table => {
    table.boolean('healthy').nullable();
    table.index(['environment_uid', 'healthy'], 'index_services_healthy_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_services', table => {
    table.dropIndex(
      ['environment_uid', 'healthy'],
      'index_services_healthy_idx',
    );
    table.dropColumn('healthy');
  });
};
