/**
 * How many calls of each system gateways took and turned away, by the hour: for plots, which cannot count the entries of
 * the activity log, since those that are accepted are not in it.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('edge_calls', table => {
    table.string('environment_uid', 100).notNullable();
    table.bigInteger('hour').notNullable().comment('ms since the epoch');
    table.string('outcome', 10).notNullable();
    table.bigInteger('count').notNullable();
    table.primary(['environment_uid', 'hour', 'outcome']);
    table.index(['hour'], 'edge_calls_hour_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('edge_calls');
};
