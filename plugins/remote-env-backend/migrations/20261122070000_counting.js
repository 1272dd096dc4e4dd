/**
 * Lists count all that match. With an index that holds nothing but what the count asks for, thirty thousand services
 * are counted without reading their rows. And an environment's page names some that do not answer: from an index in the
 * order of their names, which ends after the first of them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_services', table => {
    table.index(['environment_uid', 'ready'], 'index_services_ready_idx');
    table.dropIndex(
      ['environment_uid', 'healthy'],
      'index_services_healthy_idx',
    );
    table.index(
      ['environment_uid', 'healthy', 'sort_key', 'object_name'],
      'index_services_answers_idx',
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_services', table => {
    table.dropIndex(
      ['environment_uid', 'healthy', 'sort_key', 'object_name'],
      'index_services_answers_idx',
    );
    table.index(['environment_uid', 'healthy'], 'index_services_healthy_idx');
    table.dropIndex(['environment_uid', 'ready'], 'index_services_ready_idx');
  });
};
