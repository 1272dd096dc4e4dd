/**
 * Which registered documents had their outline and slices made, and who is at it, so that of several portals one does
 * it. What was made lies in the document store.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('derivations', table => {
    table.string('sha256', 64).notNullable();
    table.integer('version').notNullable().comment('of the derivation');
    table.boolean('done').notNullable();
    table.integer('attempts').notNullable();
    table
      .bigInteger('claimed_until')
      .notNullable()
      .comment('ms since the epoch; of what is not done');
    table.primary(['sha256', 'version']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('derivations');
};
