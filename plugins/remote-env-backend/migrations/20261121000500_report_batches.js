/**
 * What gateways report, taken once whichever portal gets it: the batches that were taken, and the sums of what happens
 * all the time, which every portal adds to.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('report_batches', table => {
    table.string('batch_id', 64).primary();
    table.bigInteger('taken_at').notNullable().comment('ms since the epoch');
    table.index(['taken_at'], 'report_batches_taken_at_idx');
  });
  await knex.schema.createTable('report_sums', table => {
    table.string('kind', 64).primary().comment('SHA-256 of what is alike, hex');
    table.bigInteger('due_at').notNullable().comment('ms since the epoch');
    table.bigInteger('count').notNullable().comment('All of them');
    table
      .bigInteger('entered')
      .notNullable()
      .comment('Those of them that are in the activity log already');
    table.text('last').notNullable().comment('JSON: the row to enter');
    table.index(['due_at'], 'report_sums_due_at_idx');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('report_sums');
  await knex.schema.dropTable('report_batches');
};
