/**
 * The activity log: append-only, pruned by age. `report_id` keeps a gateway's batch that arrives twice from being
 * kept twice.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('activity', table => {
    table.bigIncrements('id');
    table.string('report_id', 64).nullable().unique();
    table.string('at', 30).notNullable().comment('RFC 3339, UTC');
    table.string('action', 100).notNullable();
    table.string('outcome', 10).notNullable();
    table.string('actor', 300).nullable();
    table.string('environment', 63).nullable();
    table.string('environment_uid', 100).nullable();
    table.string('service_id', 100).nullable();
    table.text('message').nullable();
    table.text('details').nullable().comment('JSON object of strings');
    table.index(['environment', 'at', 'id'], 'activity_environment_idx');
    table.index(['at'], 'activity_at_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('activity');
};
