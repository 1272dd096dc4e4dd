/**
 * How one document differs from another: what was found, and who is at it, so that of several portals one does it. And of
 * each version whether consumers were told what in it breaks them.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('document_comparisons', table => {
    table.string('before_sha256', 64).notNullable();
    table.string('after_sha256', 64).notNullable();
    table.integer('version').notNullable().comment('of the rules');
    table.boolean('done').notNullable();
    table.integer('attempts').notNullable();
    table
      .bigInteger('claimed_until')
      .notNullable()
      .comment('ms since the epoch; of what is not done');
    table.text('reason').comment('why it could not be done');
    table.integer('breaking').notNullable();
    table.integer('risky').notNullable();
    table.integer('compatible').notNullable();
    table.text('changes').comment('JSON; bounded, the gravest first');
    table.primary(['before_sha256', 'after_sha256', 'version']);
  });
  await knex.schema.alterTable('document_versions', table => {
    table.boolean('told').notNullable().defaultTo(false);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('document_versions', table => {
    table.dropColumn('told');
  });
  await knex.schema.dropTable('document_comparisons');
};
