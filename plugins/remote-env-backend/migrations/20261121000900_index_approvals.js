/**
 * What the list of approvals is filtered and sorted by: labels one a line, when it was decided, and whether some
 * approvals were given and more are needed. Rows of before are written anew, since their layout is another one.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('index_environments', table => {
    table.text('labels').notNullable().defaultTo('');
    table.index(['created_at', 'object_name'], 'index_environments_age_idx');
  });
  await knex.schema.alterTable('index_approvals', table => {
    table.string('decided_at', 30).notNullable().defaultTo('');
    table.boolean('incomplete').notNullable().defaultTo(false);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('index_approvals', table => {
    table.dropColumn('incomplete');
    table.dropColumn('decided_at');
  });
  await knex.schema.alterTable('index_environments', table => {
    table.dropIndex(
      ['created_at', 'object_name'],
      'index_environments_age_idx',
    );
    table.dropColumn('labels');
  });
};
